//! Many that want the same at once.

use std::env;
use std::process::{Child, Command, Stdio};
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use awsp::provider::{Refresh, resolve};
use serde_json::json;

use crate::provider_world::{MY_ROLE, SECOND_ROLE, World, plan, step};

/// Endpoint and cache folder for a process that [`a_process_that_resolves`] runs in.
const URL: &str = "AWSP_TEST_URL";
const CACHE: &str = "AWSP_TEST_CACHE";

/// Not a test by itself: the body of the processes that the others start, which say so by [`URL`].
#[test]
fn a_process_that_resolves() {
    let (Some(url), Some(cache)) = (env::var(URL).ok(), env::var_os(CACHE)) else { return };
    let mut world = World::new();
    world.network.endpoint_url = Some(url);
    let store = awsp::store::Store::open(Some(cache.into()), None);
    resolve(&world.context(&store), &plan(vec![step(MY_ROLE)]), Refresh::IfNeeded).unwrap();
}

fn start(world: &World) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "provider_lock::a_process_that_resolves"])
        .env(URL, world.fake.url())
        .env(CACHE, world.cache())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Waits until the fake was called so often, for a minute at most.
fn await_calls(world: &World, number: usize) {
    let end = Instant::now() + Duration::from_mins(1);
    while world.fake.calls().len() < number {
        assert!(Instant::now() < end, "the fake was not called {number} times");
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn twenty_threads_make_one_call_a_hop() {
    let world = World::new();
    world.fake.fault(json!({"kind": "delay", "seconds": 0.2, "times": -1}));
    let chain = plan(vec![step(MY_ROLE), step(SECOND_ROLE)]);
    let barrier = Barrier::new(20);
    thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| {
                let store = world.store();
                let context = world.context(&store);
                barrier.wait();
                resolve(&context, &chain, Refresh::IfNeeded).unwrap();
            });
        }
    });
    assert_eq!(world.fake.calls(), ["sts AssumeRole", "sts AssumeRole"]);
}

#[test]
fn twenty_processes_make_one_call() {
    let world = World::new();
    world.fake.fault(json!({"kind": "delay", "seconds": 0.2, "times": -1}));
    let processes: Vec<_> = (0..20).map(|_| start(&world)).collect();
    for mut process in processes {
        assert!(process.wait().unwrap().success());
    }
    assert_eq!(world.fake.calls(), ["sts AssumeRole"]);
}

#[test]
fn those_who_force_at_once_share_one_renewal() {
    let world = World::new();
    let role = plan(vec![step(MY_ROLE)]);
    resolve(&world.context(&world.store()), &role, Refresh::IfNeeded).unwrap();
    world.fake.clear_log();
    world.fake.fault(json!({"kind": "delay", "seconds": 2}));
    let barrier = Barrier::new(5);
    thread::scope(|scope| {
        for _ in 0..5 {
            scope.spawn(|| {
                let store = world.store();
                let context = world.context(&store);
                barrier.wait();
                resolve(&context, &role, Refresh::Force).unwrap();
            });
        }
    });
    assert_eq!(world.fake.calls().len(), 1);
}

#[test]
fn a_killed_winner_leaves_the_way_free() {
    let world = World::new();
    world.fake.fault(json!({"kind": "hang", "seconds": 600}));
    let mut winner = start(&world);
    await_calls(&world, 1);
    thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let store = world.store();
            resolve(&world.context(&store), &plan(vec![step(MY_ROLE)]), Refresh::IfNeeded)
        });
        winner.kill().unwrap();
        winner.wait().unwrap();
        assert!(!waiting.join().unwrap().unwrap().from_cache);
    });
    assert_eq!(world.fake.calls().len(), 2);
}
