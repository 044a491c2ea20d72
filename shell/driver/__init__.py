"""Drives the shell as a person would: real pointer events from the X server, eyes on widgets and screenshots."""
