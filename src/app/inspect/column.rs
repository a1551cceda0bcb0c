//! Where names stand beside what they name: in two columns, none over another.

/// Moves places along a line apart, each as little as can be (least squares; pools of adjacent violators, Barlow et al.
/// 1972). `places` come from high to low; `high` are the heights of what stands there, `gap` is what is free between two.
pub fn apart(places: &mut [f32], high: &[f32], gap: f32, pools: &mut Vec<(f32, usize)>) {
    // Without the room that they take, places must fall; equal ones then touch.
    let mut room = 0.0;
    for at in 0..places.len() {
        if at > 0 {
            room += (high[at - 1] + high[at]) * 0.5 + gap;
        }
        places[at] += room;
    }
    pools.clear();
    for place in places.iter() {
        pools.push((*place, 1));
        while let [.., (above, many), (below, more)] = pools[..]
            && below > above
        {
            pools.pop();
            let all = many + more;
            if let Some(last) = pools.last_mut() {
                *last = ((above * many as f32 + below * more as f32) / all as f32, all);
            }
        }
    }
    let mut at = 0;
    for (place, many) in pools.iter() {
        places[at..at + many].fill(*place);
        at += many;
    }
    let mut room = 0.0;
    for at in 0..places.len() {
        if at > 0 {
            room += (high[at - 1] + high[at]) * 0.5 + gap;
        }
        places[at] -= room;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_room_stays_and_what_has_none_moves_both_ways() {
        let mut pools = Vec::new();
        let mut places = [1.0, 0.1, 0.1, -2.0];
        apart(&mut places, &[0.2, 0.2, 0.4, 0.2], 0.1, &mut pools);
        assert!((places[0] - 1.0).abs() < 1e-6 && (places[3] + 2.0).abs() < 1e-6, "{places:?}");
        assert!((places[1] - places[2] - 0.4).abs() < 1e-6, "{places:?}");
        assert!((places[1] + places[2] - 0.2).abs() < 1e-6, "{places:?}");
        let mut same = [0.0; 20];
        apart(&mut same, &[0.05; 20], 0.01, &mut pools);
        assert!(same.windows(2).all(|pair| pair[0] - pair[1] > 0.0599), "{same:?}");
        apart(&mut [], &[], 0.1, &mut pools);
    }
}
