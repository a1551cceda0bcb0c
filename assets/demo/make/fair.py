"""The fair as a list: its name, zones, plots and the ground they stand on. Every text is in Chinese and English."""

TITLE = {"zh": "步展国际进口博览会", "en": "Boothwalk International Import Fair"}
HALL = {"zh": "一号馆", "en": "Hall 1"}
SIZE = (42.0, 48.0)
SPAWN = {"position": [0.0, 22.6], "yaw": 0.0}
SUN = {"direction": [-0.34, -0.88, -0.32], "color": [1.0, 0.95, 0.87], "intensity": 2.3}

# The fair's own colours, and one colour per zone.
NAVY, CORAL, GOLD, PAPER = "#12284a", "#e2503f", "#e8b04a", "#f6f3ec"
ZONES = [
    ("smart", "A", {"zh": "智能制造", "en": "Smart Manufacturing"}, "#2468e8"),
    ("health", "B", {"zh": "医疗健康", "en": "Health"}, "#0fa596"),
    ("consumer", "C", {"zh": "品质消费", "en": "Consumer Goods"}, "#ee8a2b"),
    ("culture", "D", {"zh": "文化旅行", "en": "Culture & Travel"}, "#d23c46"),
]
COLOR = {z[0]: z[3] for z in ZONES}

# id, zone, position x z, yaw, size. Booths stand back to back: the inner row faces the boulevard, the outer the windows.
PLOTS = [
    ("A1", "smart", (-6.0, -5.2), 90, (5.0, 5.0)), ("A2", "smart", (-6.0, -10.2), 90, (5.0, 5.0)),
    ("A3", "smart", (-11.0, -7.7), -90, (10.0, 5.0)),
    ("B1", "health", (6.0, -5.2), -90, (5.0, 5.0)), ("B2", "health", (6.0, -10.2), -90, (5.0, 5.0)),
    ("B3", "health", (11.0, -7.7), 90, (10.0, 5.0)),
    ("C1", "consumer", (-6.0, 10.2), 90, (5.0, 5.0)), ("C2", "consumer", (-6.0, 5.2), 90, (5.0, 5.0)),
    ("C3", "consumer", (-11.0, 10.2), -90, (5.0, 5.0)), ("C4", "consumer", (-11.0, 5.2), -90, (5.0, 5.0)),
    ("D1", "culture", (6.0, 10.2), -90, (5.0, 5.0)), ("D2", "culture", (6.0, 5.2), -90, (5.0, 5.0)),
    ("D3", "culture", (11.0, 10.2), 90, (5.0, 5.0)), ("D4", "culture", (11.0, 5.2), 90, (5.0, 5.0)),
]
PLOT = {p[0]: p for p in PLOTS}
