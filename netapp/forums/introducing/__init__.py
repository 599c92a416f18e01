"""An introduction: a draft of two lines that each new member of a network finds on their own page.

One press publishes it as a thread of that kind; another one puts it away for good.
"""
