using System.Text;
using System.Text.Json;
using StreamReco.Models.Events;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Items;
using StreamReco.Models.Retrieval.Live;
using StreamReco.Models.Search.Counts;
using StreamReco.Models.Users;
using StreamReco.Stages.Ports;
using StreamReco.Stages.State;
using StreamReco.StreamHost.Persons;
using StreamReco.StreamHost.Users;

namespace StreamReco.StreamHost.Tests.Persons;

public sealed class HeldPersonTests
{
    private const long T = 1_768_478_400_000;

    private static readonly ItemSpace _items = new([], [], 0, [], fingerprint: 1);

    [Fact]
    public void A_value_that_is_planted_in_each_place_is_found_in_each_place_and_nothing_of_another_user()
    {
        var user = new UserState("anna", new UserStateOptions());
        user.Apply(Click("planted-item", "planted-session", "planted-category"), _items);
        user.Answers = new RecommendationClock(T + 7, 42);
        var searches = new QueryCounts();
        searches.Apply(new SearchRecord("planted-search", "anna", "planted query", T, [new ShownItem("shown-item", 3)]));
        searches.Apply("anna", "shown-item", "planted-search", T + 1, SearchAction.Cart);
        searches.Apply(new SearchRecord("other-search", "ben", "other query", T, [new ShownItem("other-item", 1)]));
        var ledger = new FeedbackLedger(new FeedbackOptions());
        var experiment = new Experiment("planted-experiment", 1, new byte[UnitHash.SaltBytes], [new ExperimentArm("all", [new ShareRange(0, 1_000_000)])]);
        ledger.Enrol(experiment, "anna", 5).ShouldBe(0);
        ledger.Serve("anna", 0xabc, Surface.Recommendations, T, ["planted-experiment"]);
        ledger.Expose("anna", 0xabc, [0x11], T + 1, [0, 0, 0]);
        ledger.Act("anna", new ItemAction(FeedbackAction.Click, 0x11, 0xabc, T + 2), [0, 0, 0]);

        var held = Parse(HeldPerson.Write("anna", new HeldParts(
            user, searches, ledger, [new KeptClick("live-item", T, EventType.AddToCart)],
            [new PendingRecommendation("anna", 42, T, T + 9)], new ErasureMark("planted-hash", 3, T - 1),
            new ConsentMark(Consent.None.With(ConsentPurpose.Train, ConsentChoice.Denied), false, T + 3, 0),
            [Encoding.UTF8.GetBytes("""{"recommendation_id":"planted-answer"}""")], [Encoding.UTF8.GetBytes("""{"payload":"planted-rejected"}""")])));

        var state = held.GetProperty("state");
        state.GetProperty("recent")[0].GetProperty("item_id").GetString().ShouldBe("planted-item");
        state.GetProperty("session").GetProperty("id").GetString().ShouldBe("planted-session");
        state.GetProperty("interests")[0].GetProperty("tag").GetString().ShouldBe("planted-category");
        state.GetProperty("events").GetProperty("view_item").GetInt64().ShouldBe(1);
        state.GetProperty("event_id_hashes")[0].GetString().ShouldBe("00000000000000ff");
        (state.GetProperty("answered_ms").GetInt64(), state.GetProperty("waiting_offset").GetInt64()).ShouldBe((T + 7, 42));
        var search = held.GetProperty("searches").EnumerateArray().ShouldHaveSingleItem();
        (search.GetProperty("query").GetString(), search.GetProperty("search_id").GetString()).ShouldBe(("planted query", "planted-search"));
        search.GetProperty("items")[0].GetProperty("actions")[0].GetString().ShouldBe("cart");
        var enrolment = held.GetProperty("experiments").GetProperty("enrolments")[0];
        enrolment.GetProperty("experiment").GetString().ShouldBe("planted-experiment");
        enrolment.GetProperty("credited").GetProperty("click").GetInt64().ShouldBe(1);
        var list = held.GetProperty("experiments").GetProperty("lists")[0];
        (list.GetProperty("id").GetString(), list.GetProperty("seen").GetBoolean()).ShouldBe(("0000000000000abc", true));
        list.GetProperty("items")[0].GetProperty("actions")[0].GetString().ShouldBe("click");
        held.GetProperty("live_clicks")[0].GetProperty("item_id").GetString().ShouldBe("live-item");
        held.GetProperty("waiting")[0].GetProperty("offset").GetInt64().ShouldBe(42);
        held.GetProperty("erasure").GetProperty("hash").GetString().ShouldBe("planted-hash");
        var consent = held.GetProperty("consent");
        (consent.GetProperty("train").GetString(), consent.GetProperty("personalise").GetString(), consent.GetProperty("said_ms").GetInt64())
            .ShouldBe(("denied", "unknown", T + 3));
        held.GetProperty("answers")[0].GetProperty("recommendation_id").GetString().ShouldBe("planted-answer");
        held.GetProperty("rejected")[0].GetProperty("payload").GetString().ShouldBe("planted-rejected");
        held.GetRawText().ShouldNotContain("other");
        HeldPerson.IsEmpty(held).ShouldBeFalse();
    }

    [Fact]
    public void Of_a_user_of_whom_nothing_is_held_every_place_says_so()
    {
        var held = Parse(HeldPerson.Write(
            "nobody", new HeldParts(null, new QueryCounts(), new FeedbackLedger(new FeedbackOptions()), [], [], null, null, [], [])));

        HeldPerson.IsEmpty(held).ShouldBeTrue();
    }

    [Theory]
    [InlineData("anna", "{}", true)] // by the key
    [InlineData("p-anna", "{}", true)]
    [InlineData("ben", """{"user_id":"anna"}""", true)]
    [InlineData(null, """{"context":{"anonymousId":"anna"}}""", true)]
    [InlineData(null, """[{"user_pseudo_id":"p-anna"}]""", true)]
    [InlineData(null, """{"user_id":"\u0061nna"}""", true)] // escaped
    [InlineData(null, """{"item_id":"anna"}""", false)]
    [InlineData(null, """{"user_id":"annabel"}""", false)]
    [InlineData(null, "anna, but no JSON", false)]
    [InlineData("annabel", "{}", false)]
    [InlineData(null, null, false)]
    public void A_record_is_about_a_person_by_its_key_or_by_a_field_that_names_a_person(string? key, string? payload, bool isAbout) =>
        new PersonMatch("anna", "p-anna").Names(Bytes(key), Bytes(payload)).ShouldBe(isAbout);

    [Fact]
    public void A_number_names_a_person_only_in_a_field_for_persons()
    {
        var person = new PersonMatch("42", "42");

        person.Names(null, Bytes("""{"user_id":42,"price":1}""")).ShouldBeTrue();
        person.Names(null, Bytes("""{"user_id":7,"price":42}""")).ShouldBeFalse();
    }

    private static byte[]? Bytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);

    private static JsonElement Parse(byte[] json) => JsonDocument.Parse(json).RootElement;

    private static ClickEvent Click(string item, string session, string category)
    {
        var click = new ClickEvent { Type = EventType.ViewItem, EventTimeMs = T, HasEventId = true, EventIdHash = 0xff };
        click.SetUserId("anna");
        click.SetSessionId(session);
        click.AddItem(new ItemTouch(item, category, 9.99, 1));
        return click;
    }
}
