//! Signing in with the AWS console, as `aws login` does: a page that asks who one is, a code that comes of it, and the
//! keys that the code is exchanged for. Source: AWS CLI v2, `customizations/login`.

mod kept;
mod pasted;
mod question;
mod refused;

use std::time::Duration;

use crate::aws::client::Client;
use crate::aws::endpoint::Endpoint;
use crate::aws::signin::{SignedIn, Signin};
use crate::domain::credentials::Credentials;
use crate::domain::env::Env;
use crate::domain::region::Region;
use crate::domain::secret::Secret;
use crate::error::Error;
use crate::provider::Context;
use crate::sign_in::browser::Opener;
use crate::sign_in::callback::{Answer, Arrival, Callback, Missed};
use crate::sign_in::cancel::Cancel;
use crate::sign_in::opened::Opened;
use crate::sign_in::page::Page;
use crate::sign_in::person::Person;
use kept::Place;
use pasted::pasted;
use question::{Question, Return};
use refused::CONSOLE;

/// How the code comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The browser brings it to a listener on this computer.
    Browser,
    /// The page shows it, and the person types it in.
    ByHand,
}

/// Asks the person for what the page shows, until the check takes it.
pub type AskCode<'a> = dyn Fn(&dyn Fn(&str) -> Result<(), String>) -> Result<String, Error> + 'a;
/// Asks whether another session than the one that was meant is to be kept; an error where it is not.
pub type Accept<'a> = dyn Fn(&str) -> Result<(), Error> + 'a;

/// One sign-in. Made for one command.
pub struct SignIn<'a> {
    /// How AWS is called.
    pub context: &'a Context<'a>,
    /// Where the sign-in service is.
    pub region: &'a Region,
    /// What opens a link; empty: nothing is opened.
    pub openers: &'a [Opener],
    /// The variables, for what is opened.
    pub env: &'a Env,
    /// Who signs in.
    pub person: &'a dyn Person,
    /// How they change their mind.
    pub cancel: &'a Cancel,
    /// How the code of the page is asked for.
    pub ask: &'a AskCode<'a>,
    /// The session that is meant; `None`: whichever comes.
    pub meant: Option<&'a str>,
    /// Asked where another one comes, before anything is kept.
    pub accept: &'a Accept<'a>,
    /// How long they may take in the browser.
    pub patience: Duration,
}

/// What came of it.
#[derive(Debug)]
pub struct Session {
    /// Who signed in: an ARN, by which the session is known.
    pub name: String,
    /// Its first keys.
    pub credentials: Credentials,
}

impl SignIn<'_> {
    /// Signs in. No file changes before the keys are there, and then the session's own, whole or not at all.
    ///
    /// # Errors
    /// [`Kind::Cancelled`](crate::error::Kind::Cancelled), or why not.
    pub fn run(&self, way: Way) -> Result<Session, Error> {
        // Nobody is bothered where nothing could be kept.
        let place = Place::take(self.context)?;
        match way {
            Way::ByHand => self.by_hand(place),
            Way::Browser => self.in_browser(place),
        }
    }

    fn client(&self) -> Result<Client, Error> {
        self.context.client_of("signin", |network| Endpoint::signin(self.region, network))
    }

    fn in_browser(&self, place: Place) -> Result<Session, Error> {
        let state = question::state()?;
        let callback = match Callback::listen(state.clone()) {
            Ok(callback) => callback,
            Err(error) => {
                self.person.note(&format!("{}; signing in by a code instead", error.message));
                return self.by_hand(place);
            }
        };
        let redirect_uri = callback.redirect_uri();
        let question = Question::new(self.context, &self.client()?, Return::To(&redirect_uri), state)?;
        self.person.link(&question.link, !self.openers.is_empty());
        let opened = Opened::new(&question.link, self.openers, self.env, self.person)?;
        let arrival = opened.arrival(&callback, self.patience, self.cancel);
        let Arrival { answer, browser } = arrival.map_err(|missed| match missed {
            Missed::TooLate => refused::attempt(self.context).nobody_came(self.patience),
            Missed::Cancelled(error) => error,
        })?;
        let outcome = match answer {
            Answer::Code(code) => self.redeem(question, code),
            Answer::Refused { error, description } => {
                Err(refused::attempt(self.context).refused(&error, &description))
            }
        };
        let page = |lines: &[String]| Page::signed_in(CONSOLE, lines);
        match outcome {
            // The browser does not wait for what the terminal asks.
            Ok(issued) if self.is_another(&issued) => {
                let asks =
                    "It is another session than the profile's: the terminal asks what to do.".to_owned();
                browser.show(&page(&[issued.signed_in.subject.clone(), asks]));
                self.keep(place, issued)
            }
            Ok(issued) => {
                let kept = self.keep(place, issued);
                browser.show(&match &kept {
                    Ok(session) => page(std::slice::from_ref(&session.name)),
                    Err(error) => Page::not_signed_in(CONSOLE, &error.message),
                });
                kept
            }
            Err(error) => {
                browser.show(&Page::not_signed_in(CONSOLE, &error.message));
                Err(error)
            }
        }
    }

    fn by_hand(&self, place: Place) -> Result<Session, Error> {
        let question = Question::new(self.context, &self.client()?, Return::ByHand, question::state()?)?;
        self.person.page(&question.link);
        let check = |text: &str| {
            let known = pasted(text).map(|_| ());
            known.ok_or_else(|| "that is not the code of the page: copy all of it".to_owned())
        };
        let text = Secret::new((self.ask)(&check)?);
        let (code, state) = pasted(text.reveal()).ok_or_else(|| refused::stranger(self.context))?;
        if !question.is_answered_by(&state) {
            return Err(refused::stranger(self.context));
        }
        let issued = self.redeem(question, code)?;
        self.keep(place, issued)
    }

    /// Exchanges the code.
    fn redeem(&self, question: Question, code: Secret) -> Result<Issued, Error> {
        let signin = Signin::new(self.client()?);
        let (question, answer) = self.cancel.beside(move || {
            let answer = signin.exchange(&question.grant(&code), &question.key);
            (question, answer)
        })?;
        let signed_in = answer.map_err(|error| refused::redeem(&error, self.context))?;
        Ok(Issued { question, signed_in })
    }

    fn is_another(&self, issued: &Issued) -> bool {
        self.meant.is_some_and(|meant| meant != issued.signed_in.subject)
    }

    fn keep(&self, place: Place, issued: Issued) -> Result<Session, Error> {
        let name = issued.signed_in.subject.clone();
        if self.is_another(&issued) {
            (self.accept)(&name)?;
        }
        let credentials = kept::keep(self.context, place, &issued.question, issued.signed_in)?;
        Ok(Session { name, credentials })
    }
}

/// What came, and the question whose key it is bound to.
struct Issued {
    question: Question,
    signed_in: SignedIn,
}
