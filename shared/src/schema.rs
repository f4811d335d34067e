//! What the words look like on the wire, for `/openapi.json`: the shapes of those that are written
//! as one text or number. Compiled for the relay alone, with the feature `openapi`.

use crate::{
    announcement::Zone,
    handle::Handle,
    id::{
        AvatarId, CoverId, IdentityId, OrderId, PaymentId, PersonId, ReportId, SignInId, SpaceId,
        TicketId, TierId, VoiceId,
    },
    language::Language,
    link::LinkUrl,
    money::Currency,
    text::{
        Biography, Choice, Description, Line, Name, Note, Question, Reason, Term, Title, Wording,
    },
    time::UnixMs,
    topic::{Topic, Topics},
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ArrayBuilder, ObjectBuilder, Schema, SchemaFormat, Type},
    },
};

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn number() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Integer)
}

macro_rules! written_as {
    ($($word:ty: $schema:expr;)*) => {$(
        impl PartialSchema for $word {
            fn schema() -> RefOr<Schema> {
                $schema.build().into()
            }
        }

        impl ToSchema for $word {}
    )*};
}

fn id() -> ObjectBuilder {
    text().format(Some(SchemaFormat::Custom("uuid".into())))
}

written_as! {
    SpaceId: id();
    PersonId: id();
    AvatarId: id();
    CoverId: id();
    IdentityId: id();
    SignInId: id();
    ReportId: id();
    TierId: id();
    OrderId: id();
    PaymentId: id();
    TicketId: id();
    Currency: text().pattern(Some("^[A-Z]{3}$"));
    VoiceId: number().minimum(Some(1)).maximum(Some(u32::MAX));
    UnixMs: number().minimum(Some(0)).description(Some("A moment in Unix milliseconds."));
    Title: text().min_length(Some(1)).max_length(Some(Title::MOST));
    Name: text().min_length(Some(1)).max_length(Some(Name::MOST));
    Biography: text().min_length(Some(1)).max_length(Some(Biography::MOST));
    Description: text().min_length(Some(1)).max_length(Some(Description::MOST));
    Term: text().min_length(Some(1)).max_length(Some(Term::MOST));
    Wording: text().min_length(Some(1)).max_length(Some(Wording::MOST));
    Question: text().min_length(Some(1)).max_length(Some(Question::MOST));
    Choice: text().min_length(Some(1)).max_length(Some(Choice::MOST));
    Line: text().min_length(Some(1)).max_length(Some(Line::MOST));
    Note: text().min_length(Some(1)).max_length(Some(Note::MOST));
    Reason: text().min_length(Some(1)).max_length(Some(Reason::MOST));
    Handle: text()
        .min_length(Some(Handle::LEAST))
        .max_length(Some(Handle::MOST))
        .pattern(Some("^[a-z][a-z0-9_]*$"));
    Topic: text().min_length(Some(Topic::LEAST)).max_length(Some(Topic::MOST));
    Topics: ArrayBuilder::new().items(Topic::schema()).max_items(Some(Topics::MOST));
    LinkUrl: text().max_length(Some(LinkUrl::MOST)).pattern(Some("^https?://"));
    Zone: text().min_length(Some(1)).max_length(Some(Zone::MOST));
    Language: text().enum_values(Some(Language::all().map(Language::as_str)));
}
