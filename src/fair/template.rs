//! Fairs that come from no manifest.

use glam::{Vec2, vec2, vec3};

use super::{Booth, Fair, Hall, Plot, Sign, Sun, Text, Zone};

impl Fair {
    /// One model on a plain floor: what is opened when a bare `.glb` or `.gltf` is named. `title` is shown on a small
    /// plate at the floor in front of it.
    pub fn of_model(path: &str, title: &str) -> Fair {
        let mut fair = Fair::template(1);
        fair.id = "model".into();
        fair.single_model = true;
        fair.title = Text { zh: String::new(), en: title.chars().take(200).collect() };
        let depth = fair.halls[0].plots[0].size.y;
        let booth = &mut fair.booths[0];
        booth.id = "model".into();
        booth.title = fair.title.clone();
        booth.model = Some(path.to_owned());
        booth.sign = Sign { position: vec3(0.0, 0.15, depth * 0.5), size: vec2(1.2, 0.2), ..Sign::default() };
        fair
    }

    /// A fair of `booths` template booths (1 at least) on plots of 6 by 6 m in one hall: four zones side by side, aisles
    /// of 4 m between the rows, the visitor before the first row. A place to start from, and to measure with.
    pub fn template(booths: usize) -> Fair {
        const PLOT: f32 = 6.0;
        const AISLE: f32 = 4.0;
        let zones = [
            ("smart", "智能制造", "Smart manufacturing", [0x2a, 0x6f, 0xdb]),
            ("health", "健康", "Health", [0x1f, 0x9d, 0x74]),
            ("consumer", "消费品", "Consumer", [0xd9, 0x7a, 0x1d]),
            ("culture", "文化旅游", "Culture and travel", [0xb0, 0x3a, 0x6e]),
        ];
        let booths = booths.max(1);
        let columns = (booths as f32).sqrt().ceil() as usize;
        let rows = booths.div_ceil(columns);
        let pitch = vec2(PLOT + 2.0, PLOT + AISLE);
        let size = vec2(columns as f32 * pitch.x + AISLE, rows as f32 * pitch.y + 2.0 * AISLE).max(Vec2::splat(20.0));
        let mut fair = Fair {
            id: "template".into(),
            title: Text { zh: "步展".into(), en: "Boothwalk".into() },
            environment: None,
            sun: Sun::default(),
            halls: Vec::new(),
            booths: Vec::new(),
            broken: Vec::new(),
            credits: Vec::new(),
            fonts: Vec::new(),
            glyphs: Default::default(),
            tour: None,
            models: Default::default(),
            pages: Default::default(),
            sounds: Default::default(),
            videos: Default::default(),
            single_model: false,
        };
        let mut hall = Hall {
            id: "hall".into(),
            title: Text { zh: "展厅".into(), en: "Hall".into() },
            model: None,
            size,
            spawn: (Vec2::ZERO, 0.0),
            zones: zones
                .iter()
                .map(|(id, zh, en, color)| Zone {
                    id: (*id).into(),
                    title: Text { zh: (*zh).into(), en: (*en).into() },
                    color: *color,
                })
                .collect(),
            plots: Vec::with_capacity(booths),
            reactions: Vec::new(),
            passages: Vec::new(),
            proxies: None,
        };
        for index in 0..booths {
            let (row, column) = (index / columns, index % columns);
            let zone = &hall.zones[column * zones.len() / columns];
            let position = vec2(
                (column as f32 - (columns - 1) as f32 * 0.5) * pitch.x,
                // The first row is nearest to the visitor, who comes from +z.
                ((rows - 1) as f32 * 0.5 - row as f32) * pitch.y,
            );
            let plot_size = Vec2::splat(PLOT);
            let number = index + 1;
            fair.booths.push(Booth {
                id: format!("booth-{number}"),
                plot: index,
                title: Text { zh: format!("展位 {number}"), en: format!("Booth {number}") },
                sign: Sign::fascia(plot_size, Some(zone)),
                ..Booth::default()
            });
            hall.plots.push(Plot {
                id: format!("plot-{number}"),
                zone: Some(zone.id.clone()),
                position,
                yaw: 0.0,
                size: plot_size,
            });
        }
        hall.spawn = (vec2(0.0, (rows as f32 * 0.5) * pitch.y - AISLE * 0.5 + 3.0), 0.0);
        fair.halls.push(hall);
        fair
    }
}
