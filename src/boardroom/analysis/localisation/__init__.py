"""Where a change comes from: the combinations of attributes whose rows moved, found in a table of
leaves. ``search`` is the way in."""
