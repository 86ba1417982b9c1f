"""The desk: pages on what rang, and the links by which readers of messages answer.

Works without JavaScript. A template says what it shows, a view gathers it; texts from outside reach
a template only through `alerts.display`. Nothing here decides what an alert is: that is `alerts`.
"""
