"""The HTML report in a real browser: what it shows, what it asks for, who can use it, and how long that takes."""

from __future__ import annotations

import base64
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from robustgen.baseline import recorded
from robustgen.comparison import compare
from robustgen.report.html import html_report
from robustgen.runs import Run
from tests.extras import need
from tests.report.browser import look, picture, start
from tests.report.runs import synthetic, with_text
from tests.report.test_html import HOSTILE, night

pytestmark = pytest.mark.extras


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    driver = start(tmp_path_factory.mktemp("profile"))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """Reports by name, written once."""
    folder = tmp_path_factory.mktemp("reports")
    run = synthetic()
    (test,) = run.tests
    since = compare(recorded(synthetic(golden=119).tests[0]), recorded(test), test=test.test, since="2026-11-20")
    nights = [night(test, day, -0.01 * (day % 4)) for day in range(3, 21)]
    pages = {
        "whole": html_report(run, comparisons=[since], nights=nights),
        "hostile": html_report(
            with_text(run, HOSTILE, said=HOSTILE, identity=HOSTILE.replace("\ud800", "")), folder=HOSTILE
        ),
        "several": html_report(
            Run(
                [synthetic(40, 4, each=2, node=f"t.py::test_{number}").tests[0] for number in range(2)],
                run.started,
                run.versions,
            )
        ),
        "large": html_report(synthetic(golden=1000, perturbations=20, kept=100_000, harm=1)),
    }
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def opened(browser, reports):
    """Open a report and return the browser."""

    def open_(name="whole", **how):
        look(browser, **how)
        browser.get_log("browser")
        browser.get((reports / f"{name}.html").as_uri())
        return browser

    return open_


def rows(browser):
    return browser.find_elements("css selector", ".failures tbody tr")


def status(browser):
    return browser.find_element("css selector", ".shown").text


def wait(browser, found):
    """Wait until the status says what was found; the search waits a moment for the next letter."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        if found in status(browser):
            return
        time.sleep(0.02)
    pytest.fail(f"the status is {status(browser)!r}, not {found!r}")


def press(browser, *keys):
    webdriver = need("selenium.webdriver", "selenium")
    actions = webdriver.ActionChains(browser)
    actions.send_keys(*keys).perform()


def tab_to(browser, script):
    """Press Tab until the element that has the focus is wanted: whoever has a keyboard alone gets there."""
    keys = need("selenium.webdriver.common.keys", "selenium").Keys
    for _ in range(120):
        press(browser, keys.TAB)
        if browser.execute_script(f"const e = document.activeElement; return Boolean({script})"):
            return keys
    pytest.fail("Tab never got there")


@pytest.mark.parametrize("name", ["whole", "hostile", "large"])
def test_it_opens_from_a_file_without_a_word_on_the_console(opened, name):
    browser = opened(name)
    assert browser.get_log("browser") == []
    assert browser.execute_script("return document.documentElement.dataset.ready") == ""
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
    assert browser.title.startswith("Failed: robustness report, made.v1")


def test_its_policy_is_in_force(opened):
    browser = opened()
    browser.execute_script(
        "window.seen = []; document.addEventListener('securitypolicyviolation', e => seen.push(e.effectiveDirective));"
        "const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s);"
        "const i = new Image(); i.src = 'data:image/png;base64,AA'; document.body.append(i);"
        "document.body.setAttribute('style', 'color: red');"
    )
    time.sleep(0.2)
    assert browser.execute_script("return window.ran") is None
    assert {name.removesuffix("-elem") for name in browser.execute_script("return seen")} >= {"script-src", "img-src"}


def test_hostile_text_is_seen_as_text(opened):
    browser = opened("hostile")
    assert len(browser.find_elements("css selector", "main img, main script:not(.data), main [onerror]")) == 0
    assert "<img src=x onerror=alert(1)>" in browser.find_element("css selector", ".failures").text
    assert "\\u202egnp" in browser.find_element("css selector", ".failures").text


def test_a_keyboard_alone_filters_sorts_and_turns_pages(opened):
    browser = opened()
    before = status(browser)
    assert before.startswith("1 to 100 of ")
    keys = tab_to(browser, "e.name === 'text'")
    press(browser, "customer 17 made_07")
    wait(browser, "that match")
    shown = [row.text for row in rows(browser)]
    assert shown
    assert all("customer 17" in text and "made_07" in text for text in shown)
    press(browser, *[keys.BACKSPACE] * 19)
    wait(browser, before)
    tab_to(browser, "e.closest('th')?.dataset.sort === 'changes'")
    for wanted in ("ascending", "descending"):
        press(browser, keys.ENTER)
        head = browser.find_element("css selector", "th[data-sort=changes]")
        assert head.get_attribute("aria-sort") == wanted
    assert {row.find_elements("css selector", "td")[2].text for row in rows(browser)} == {"5"}
    assert len(browser.find_elements("css selector", "[aria-sort]")) == 1
    tab_to(browser, "e.dataset.page === '1'")
    press(browser, keys.SPACE)
    wait(browser, "101 to 200 of ")


def test_what_has_the_focus_can_be_seen_and_the_first_skips_to_the_report(opened):
    browser = opened()
    keys = tab_to(browser, "true")
    assert browser.execute_script("return document.activeElement.className") == "skip"
    assert browser.execute_script("return document.activeElement.getBoundingClientRect().left") >= 0
    assert browser.execute_script("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    press(browser, keys.ENTER)
    assert browser.execute_script("return document.activeElement.id") == "main"


def test_a_row_opens_on_the_smallest_edit_and_a_command(opened):
    browser = opened()
    browser.execute_script(
        "const s = document.querySelector('[name=severity]'); s.value = '5'; s.form.dispatchEvent(new Event('input'))"
    )
    wait(browser, "that match")
    row = next(row for row in rows(browser) if "enough" in row.text)
    row.find_element("css selector", "summary").click()
    time.sleep(0.1)
    assert "The smallest seen:" in row.text
    assert len(row.find_elements("css selector", "details ins")) >= 1
    command = row.find_element("css selector", ".command").text
    name = row.find_element("css selector", "details code").text
    assert command.startswith("python -c ")
    assert f"v.id == '{name}'" in command


def test_tables_sort_by_number_and_back(opened):
    browser = opened()
    buttons = browser.find_elements("css selector", "#t1-table-1 thead button")
    next(button for button in buttons if button.text == "Delta").click()
    deltas = [cell.text for cell in browser.find_elements("css selector", "#t1-table-1 tbody td.strong")]
    values = [float(text.replace("−", "-")) for text in deltas]
    assert values == sorted(values)


def test_without_a_script_the_tables_and_the_first_few_hundred_are_there(opened, browser):
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        opened()
        assert len(rows(browser)) == 200
        assert not browser.find_element("css selector", ".filters").is_displayed()
        assert status(browser) == "The first 200 are listed."
        assert browser.find_elements("css selector", "button.sort") == []
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("name", "width"), [("whole", 360), ("whole", 1280), ("several", 1280)])
def test_axe_finds_nothing(opened, dark, name, width):
    need("axe_core_python", "axe-core-python")
    browser = opened(name, dark=dark, width=width)
    browser.execute_script("for (const one of document.querySelectorAll('details')) one.open = true")
    script = Path(find_spec("axe_core_python").origin).with_name("axe.min.js").read_text(encoding="utf-8")
    browser.execute_script(script)
    found = browser.execute_async_script(
        "const done = arguments[0]; axe.run().then(r => done(r.violations.map(v => [v.id, v.help, v.nodes.length,"
        " v.nodes[0].html.slice(0, 200), v.nodes[0].failureSummary])))"
    )
    assert found == []


@pytest.mark.parametrize("width", [320, 700, 1280, 1900])
def test_no_window_makes_the_page_scroll_sideways(opened, width):
    browser = opened(width=width)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


def test_it_prints(opened):
    browser = opened()
    made = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", {})["data"])
    assert made.startswith(b"%PDF")
    assert 5 <= made.count(b"/Type /Page\n") <= 30


def test_100_000_variants_are_painted_and_can_be_filtered_within_2_seconds(opened):
    browser = opened("large")
    painted = browser.execute_async_script(
        "const done = arguments[0]; new PerformanceObserver(list => { const e = list.getEntriesByName("
        "'first-contentful-paint'); if (e.length) done(e[0].startTime) }).observe({type: 'paint', buffered: true})"
    )
    ready = browser.execute_script("return performance.getEntriesByName('ready')[0].startTime")
    began = time.monotonic()
    browser.execute_script(
        "const s = document.querySelector('[name=text]'); s.value = 'customer 17 made_07'; s.form.dispatchEvent(new Event('input'))"
    )
    wait(browser, "that match")
    assert max(painted, ready) < 2000
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_light_and_dark_are_followed(opened, tmp_path, dark):
    browser = opened(dark=dark)
    picture(browser, tmp_path / "report.png", 900)
    colour = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    red = int(colour.partition("(")[2].partition(",")[0])
    assert (red < 60) == dark
    assert (tmp_path / "report.png").stat().st_size > 10_000
