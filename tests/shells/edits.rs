//! A change of the AWS files that a person is asked about.

use std::fs;

use crate::home::PROMPT;
use crate::kind::Kind;
use crate::world::World;

#[test]
fn what_changed_while_the_person_thought_stays() {
    let world = World::new(Kind::Bash);
    let file = world.path().join(".aws/config");
    let before = fs::read_to_string(&file).expect("the file");
    let terminal = world.start();
    terminal.run("clear");
    terminal.send_line("awsp configure set benk output=json; echo \"status=$?\"");
    let screen = terminal.wait_for("write /");
    assert!(screen.contains("+output = json"), "{screen}");
    assert_eq!(fs::read_to_string(&file).expect("the file"), before, "nothing is written before the answer");
    let theirs = format!("{before}\n# theirs\n");
    fs::write(&file, &theirs).expect("it can be written");
    terminal.send("y\r");
    let screen = terminal.wait_until("the end", |screen| {
        screen.cursor_line().ends_with(PROMPT.trim_end()) && screen.text().contains("status=1")
    });
    assert!(screen.contains("another program has changed") && screen.contains("run it again"), "{screen}");
    assert_eq!(fs::read_to_string(&file).expect("the file"), theirs);
}
