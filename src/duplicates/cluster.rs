//! Near texts found without comparing all with all: those that share a band are compared, and what is alike is one cluster.

use super::signature::{ALIKE, BANDS, Signature};

/// Texts of one band that differ from each other and that others are compared with. A bucket that holds more kinds of texts than
/// this is one of chance or of boilerplate; the other bands tell those apart.
const LEADERS: usize = 8;

/// For each text the first one of its cluster, itself when it is that.
pub fn clusters(signatures: &[Signature]) -> Vec<u32> {
    let mut parents: Vec<u32> = (0..signatures.len() as u32).collect();
    for band in 0..BANDS {
        let mut bucketed: Vec<(u32, u32)> = signatures.iter().zip(0..).map(|(s, n)| (s.bands[band], n)).collect();
        bucketed.sort_unstable();
        for bucket in bucketed.chunk_by(|a, b| a.0 == b.0).filter(|bucket| bucket.len() > 1) {
            let mut leaders: Vec<u32> = Vec::new();
            for (_, n) in bucket {
                let alike = |leader: &&u32| signatures[**leader as usize].same(&signatures[*n as usize]) >= ALIKE;
                match leaders.iter().find(alike) {
                    Some(leader) => join(&mut parents, *leader, *n),
                    None if leaders.len() < LEADERS => leaders.push(*n),
                    None => {}
                }
            }
        }
    }
    (0..parents.len() as u32).map(|n| first(&mut parents, n)).collect()
}

/// The first text of a cluster; ways to it are made shorter as they are gone.
fn first(parents: &mut [u32], mut n: u32) -> u32 {
    while parents[n as usize] != n {
        parents[n as usize] = parents[parents[n as usize] as usize];
        n = parents[n as usize];
    }
    n
}

fn join(parents: &mut [u32], a: u32, b: u32) {
    let (a, b) = (first(parents, a), first(parents, b));
    parents[a.max(b) as usize] = a.min(b);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_are_near_are_found_and_others_are_not() {
        let text = |seed: u64, changed: u64| -> String {
            (0..200u64).map(|n| format!("word{} ", if n < changed { n + 9000 } else { (n * n + seed * 7919) % 5000 })).collect()
        };
        // Each third text is a copy of the one before but for its first words.
        let texts: Vec<String> = (0..90).map(|n| text(n / 3, if n % 3 == 2 { 8 } else { n % 3 * 150 })).collect();
        let signatures: Vec<Signature> = texts.iter().map(|t| Signature::of(t).unwrap()).collect();
        let found = clusters(&signatures);
        for n in (0..90).step_by(3) {
            assert_eq!(found[n], n as u32);
            assert_eq!(found[n + 2], n as u32, "a text with eight other words of two hundred");
            assert_ne!(found[n + 1], n as u32, "one with three quarters of others");
        }
    }
}
