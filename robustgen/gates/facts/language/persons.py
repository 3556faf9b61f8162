"""Words for persons, each as its subject form: "me" is "i"."""

PERSONS = {
    "i": "i", "me": "i", "my": "i", "he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "they": "they",
    "them": "they", "their": "they", "we": "we", "us": "we", "our": "we", "you": "you", "your": "you", "mine": "i",
    "hers": "she", "ours": "we", "yours": "you", "theirs": "they", "himself": "he", "herself": "she", "myself": "i",
}  # fmt: skip
