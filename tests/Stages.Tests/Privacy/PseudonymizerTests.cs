using System.Text;
using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Stages.Decoding;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Records;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Time;

namespace StreamReco.Stages.Tests.Privacy;

public sealed class PseudonymizerTests
{
    private const long TimeMs = 1_750_000_000_000;

    private readonly Pseudonymizer _pseudonyms = new("a key of thirty-two bytes or more"u8);

    [Fact]
    public void The_same_key_gives_the_same_pseudonym_and_another_key_another() =>
        Prop.ForAll<NonEmptyString>(id =>
        {
            var first = _pseudonyms.Of(id.Get);

            first.Length.ShouldBe(Pseudonymizer.Chars);
            first.ShouldMatch("^[A-Za-z0-9_-]*$");
            new Pseudonymizer("a key of thirty-two bytes or more"u8).Of(id.Get).ShouldBe(first);
            new Pseudonymizer("another key of thirty-two bytes.."u8).Of(id.Get).ShouldNotBe(first);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_pseudonym_is_the_one_that_any_other_program_computes() =>
        _pseudonyms.Of("u1").ShouldBe(Convert.ToBase64String(
            System.Security.Cryptography.HMACSHA256.HashData("a key of thirty-two bytes or more"u8, "u1"u8))[..32]
            .Replace('+', '-').Replace('/', '_'));

    [Fact]
    public void A_decoded_click_names_no_user_in_clear_whichever_id_it_has()
    {
        var click = new ClickEvent();
        var decode = new DecodeStage(new PipelineOptions(), _pseudonyms);
        foreach (var field in new[] { "user_id", "anonymous_id", "domain_userid" })
        {
            var json = $$"""{"event_id":"e","event_type":"view_home","{{field}}":"u1","timestamp":{{TimeMs}}}""";
            decode.Decode(new(0, TimeMs, null, Encoding.UTF8.GetBytes(json), null), click).ShouldBeNull();

            click.UserId.ToString().ShouldBe(_pseudonyms.Of("u1"));
        }
    }

    [Fact]
    public void Of_two_ids_both_are_replaced_and_the_key_of_the_anonymous_one_stays_as_clicks_are_keyed()
    {
        var click = new ClickEvent();
        var json = $$"""{"event_id":"e","event_type":"view_home","user_id":"u1","anonymous_id":"a1","timestamp":{{TimeMs}}}""";

        new DecodeStage(new PipelineOptions(), _pseudonyms).Decode(new(0, TimeMs, null, Encoding.UTF8.GetBytes(json), null), click).ShouldBeNull();

        (click.UserId.ToString(), click.AnonymousId.ToString(), click.AnonymousKey.ToString())
            .ShouldBe((_pseudonyms.Of("u1"), _pseudonyms.Of("a1"), "a1"));
    }

    [Fact]
    public void An_event_without_a_user_is_not_given_one()
    {
        var click = new ClickEvent();
        var json = """{"event_id":"e","event_type":"view_home","timestamp":1750000000000}"""u8.ToArray();

        new DecodeStage(new PipelineOptions(), _pseudonyms).Decode(new(0, TimeMs, null, json, null), click).ShouldBeNull();

        click.UserId.ToString().ShouldBeEmpty();
    }

    [Fact]
    public void A_rejected_record_s_key_is_the_user_s_pseudonym_and_its_payload_as_it_came()
    {
        using var encoder = new RejectedEncoder(
            new ShardId("g", "clicks", 0), "1.0", 1_000, new ManualTimeProvider(), _pseudonyms);
        var payload = EventBytes.View("u1", "i1", TimeMs);
        var written = new List<OutboundRecord>();

        encoder.Encode(new(new(0, 0, "u1"u8.ToArray(), payload, null), new(FailureType.Late, null, "Late.")), written);

        Encoding.UTF8.GetString(written.Single().Key!).ShouldBe(_pseudonyms.Of("u1"));
        Encoding.UTF8.GetString(written.Single().Value!).ShouldContain(Convert.ToBase64String(payload));
    }

    [Fact]
    public void A_key_that_is_missing_or_short_is_refused_without_being_shown()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "  short-secret \n");

            Should.Throw<PseudonymKeyException>(() => Open(path)).Message.ShouldNotContain("short-secret");
            Should.Throw<PseudonymKeyException>(() => Open($"{path}.none"));
            Should.Throw<PseudonymKeyException>(() => Open("env:STREAMRECO_TEST_NO_SUCH_KEY"));
            Open("").ShouldBeNull();
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Pseudonymizer? Open(string source) =>
        Pseudonymizer.Open(new PrivacyOptions { PseudonymKeyFile = source });
}
