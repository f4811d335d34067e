//! The way of orders from a media thread to the thread that shakes hands for it.
//!
//! Law: what strangers can multiply, their DTLS records, is bounded on this way; an order that
//! begins, moves or ends a handshake always arrives, and none overtakes another.

use crate::media::core::handshakes::Order;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    time::Duration,
};

/// DTLS records on this way, each of 1500 bytes at most: twice what may wait behind it, so that a
/// handshaker that was not given a processor for a while loses none that it could have kept.
const RECORDS_MOST: usize = 2048;

pub struct Orders {
    to: mpsc::Sender<Order>,
    records: Arc<AtomicUsize>,
}

pub struct Ordered {
    from: mpsc::Receiver<Order>,
    records: Arc<AtomicUsize>,
}

/// Too many records are on their way; this one is lost.
#[derive(Debug, PartialEq, Eq)]
pub struct Full;

pub fn orders() -> (Orders, Ordered) {
    let (to, from) = mpsc::channel();
    let records = Arc::new(AtomicUsize::new(0));
    (Orders { to, records: records.clone() }, Ordered { from, records })
}

impl Orders {
    pub fn send(&self, order: Order) -> Result<(), Full> {
        if matches!(order, Order::Record { .. }) {
            // Only the other end takes away meanwhile.
            if self.records.load(Ordering::Relaxed) >= RECORDS_MOST {
                return Err(Full);
            }
            self.records.fetch_add(1, Ordering::Relaxed);
        }
        // The other end outlives this one.
        let _ = self.to.send(order);
        Ok(())
    }
}

impl Ordered {
    /// Waits for the next order.
    pub fn recv_timeout(&self, most: Duration) -> Result<Order, RecvTimeoutError> {
        self.from.recv_timeout(most).inspect(|order| self.arrived(order))
    }

    pub fn try_recv(&self) -> Option<Order> {
        self.from.try_recv().ok().inspect(|order| self.arrived(order))
    }

    fn arrived(&self, order: &Order) {
        if matches!(order, Order::Record { .. }) {
            self.records.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Order {
        Order::Record { peer: 1, record: Box::new([22]) }
    }

    #[test]
    fn records_beyond_the_bound_are_refused_and_other_orders_never() {
        let (orders, ordered) = orders();
        for _ in 0..RECORDS_MOST {
            assert_eq!(orders.send(record()), Ok(()));
        }
        assert_eq!(orders.send(record()), Err(Full));
        assert_eq!(orders.send(Order::Close { peer: 1 }), Ok(()));
        // What arrived makes room for as much.
        assert!(ordered.try_recv().is_some());
        assert!(ordered.recv_timeout(Duration::ZERO).is_ok());
        assert_eq!(orders.send(record()), Ok(()));
        assert_eq!(orders.send(record()), Ok(()));
        assert_eq!(orders.send(record()), Err(Full));
        let rest: Vec<_> = std::iter::from_fn(|| ordered.try_recv()).collect();
        assert_eq!(rest.len(), RECORDS_MOST + 1);
        assert!(matches!(rest.get(RECORDS_MOST - 2), Some(Order::Close { peer: 1 })));
        assert_eq!(ordered.records.load(Ordering::Relaxed), 0);
    }
}
