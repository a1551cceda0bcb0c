//! What was made once, kept in bounded memory.

use std::collections::HashMap;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use tokio::sync::OnceCell;

/// A file as it was when something was made of it. Any change of the file makes another key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub name: String,
    pub bytes: u64,
    pub modified: Option<SystemTime>,
    /// The number of the file on its disk, where there is one: a file that was renamed into place is another file.
    pub inode: u64,
}

type Cells<V> = HashMap<Key, Arc<OnceCell<V>>>;

/// Values by file. Each is made by the first who asks while the others wait, and the least recently used go when
/// together they would weigh more than the bound.
///
/// Two generations come close enough to the order of use without a list: what is used moves to the young one, and when
/// that is half of the bound, the old one goes and the young one becomes old.
pub(super) struct Store<V> {
    half: u64,
    generations: Mutex<Generations<V>>,
}

struct Generations<V> {
    young: Cells<V>,
    old: Cells<V>,
    young_weight: u64,
}

impl<V> Store<V> {
    /// Holds up to `bound`, in the unit of the weights.
    pub fn new(bound: u64) -> Store<V> {
        let generations = Generations { young: HashMap::new(), old: HashMap::new(), young_weight: 0 };
        Store { half: bound / 2, generations: Mutex::new(generations) }
    }

    /// The cell of a file, empty when it is new. What is heavier than half of the bound is not kept.
    pub fn cell(&self, key: &Key, weight: u64) -> Arc<OnceCell<V>> {
        if weight > self.half {
            return Arc::new(OnceCell::new());
        }
        let mut all = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cell) = all.young.get(key) {
            return cell.clone();
        }
        if all.young_weight + weight > self.half {
            all.old = mem::take(&mut all.young);
            all.young_weight = 0;
        }
        let cell = all.old.remove(key).unwrap_or_default();
        all.young_weight += weight;
        all.young.insert(key.clone(), cell.clone());
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: usize) -> Key {
        Key { name: name.to_string(), bytes: 1, modified: None, inode: 0 }
    }

    #[test]
    fn weight_is_bounded_and_what_is_used_stays() {
        let store = Store::new(100);
        for name in 0..1000 {
            let _ = store.cell(&key(name), 10).set(name);
            let _ = store.cell(&key(7_000_000), 10).set(7);
            let all = store.generations.lock().unwrap();
            assert!(all.young.len() + all.old.len() <= 10);
        }
        assert_eq!(store.cell(&key(7_000_000), 10).get(), Some(&7));
        assert_eq!(store.cell(&key(999), 10).get(), Some(&999));
        assert_eq!(store.cell(&key(1), 10).get(), None);
    }

    #[test]
    fn what_is_too_heavy_is_not_kept() {
        let store = Store::new(100);
        let _ = store.cell(&key(1), 51).set(1);
        assert_eq!(store.cell(&key(1), 51).get(), None);
    }

    #[test]
    fn a_changed_file_is_another() {
        let store = Store::new(100);
        let _ = store.cell(&key(1), 1).set(1);
        assert_eq!(store.cell(&Key { bytes: 2, ..key(1) }, 1).get(), None);
        assert_eq!(store.cell(&key(1), 1).get(), Some(&1));
    }
}
