"""What each method can be asked: one model per method.

The command line, the options of a claims file, the Python call and the reference page are made from these models. They
import nothing heavy, so that help is quick.
"""
