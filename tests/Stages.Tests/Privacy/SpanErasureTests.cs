using System.Text;
using StreamReco.Models.Data;
using StreamReco.Stages.History;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Records;
using StreamReco.TestKit.Events;

namespace StreamReco.Stages.Tests.Privacy;

/// <summary>A model that is trained from the topic does not see what a user did before they were erased, though it still stands there.</summary>
public sealed class SpanErasureTests
{
    private const long T = 1_768_478_400_000;
    private const int Seeds = 200;
    private const string Variable = "STREAMRECO_TEST_SPAN_ERASURES";
    private const string Reason = "of erased users";

    private readonly PrivacyOptions _keyed = new() { ErasureKeyFile = $"env:{Variable}" };

    public SpanErasureTests() => Environment.SetEnvironmentVariable(Variable, new string('k', 32));

    [Fact]
    public void What_was_clicked_before_the_erasure_is_left_out_and_what_comes_after_it_is_not()
    {
        var log = new PartitionLog()
            .Add(EventBytes.Purchase("anna", ["i1", "i2"], T + 1, "e1", "s1"), T + 1)
            .Add(EventBytes.View("bert", "i3", T + 2, "e2"), T + 2)
            .Add(EventBytes.Of("view_item", "anna", ["i6"], T + 3, "e3", search: "q1"), T + 3)
            .AddErasure("anna", T + 10)
            .Add(EventBytes.View("anna", "i4", T + 4, "e4"), T + 11) // delivered late
            .Add(EventBytes.Of("view_item", "anna", ["i5"], T + 12, "e5", search: "q2"), T + 12);

        var data = Read(log);

        Items(data, "anna").ShouldBe(["i5"]);
        Items(data, "bert").ShouldBe(["i3"]);
        data.Searches.Select(search => search.TimeMs).ShouldBe([T + 12]);
        data.Skipped[Reason].ShouldBe(3); // A purchase of two items is one click.
    }

    [Fact]
    public void An_erasure_behind_the_span_is_known_by_its_hash()
    {
        var log = new PartitionLog()
            .Add(EventBytes.View("anna", "i1", T + 1, "e1"), T + 1)
            .Add(EventBytes.View("bert", "i2", T + 2, "e2"), T + 2);
        var clicks = Gather(log, _keyed);
        clicks.HasErasure(0, 7).ShouldBeFalse();

        clicks.AddErasure(0, new ErasureMark(Pseudonymizer.OpenForErasures(_keyed)!.Of("anna"), 7, T + 10));
        clicks.AddErasure(1, new ErasureMark(Pseudonymizer.OpenForErasures(_keyed)!.Of("bert"), 7, T + 10)); // of another partition

        Users(clicks.Build()).ShouldBe(["bert"]);
    }

    [Fact]
    public void Erasures_and_words_of_consent_under_a_pseudonym_are_those_of_the_user_in_clear()
    {
        var privacy = new PrivacyOptions { PseudonymKeyFile = $"env:{Variable}" };
        var (anna, bert) = (Pseudonymizer.Open(privacy)!.Of("anna"), Pseudonymizer.Open(privacy)!.Of("bert"));
        var log = new PartitionLog().AddConsentPolicy(Consents.ConsentLog.Open, T)
            .Add(EventBytes.View("anna", "i1", T + 1, "e1"), T + 1)
            .Add(EventBytes.View("bert", "i2", T + 2, "e2"), T + 2)
            .Add(EventBytes.View("carl", "i3", T + 3, "e3"), T + 3)
            .AddErasure(anna, T + 4)
            .AddTold(Carried(Consents.ConsentLog.Says(EventBytes.View("cookie", "i4", T + 5, "e5"), """{"train":false}"""), bert, T + 5));

        var data = Read(log, privacy);

        Users(data).ShouldBe(["carl"]);
        (data.Skipped.Count, data.Skipped[Reason], data.Skipped["no consent to training"]).ShouldBe((2, 1, 1));
    }

    [Fact]
    public void Whatever_the_log_the_clicks_are_those_of_one_in_which_the_erased_never_clicked_before()
    {
        var left = 0L;
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var random = new Random(seed);
            var (log, without) = (new PartitionLog(), new PartitionLog());
            var written = new List<(string User, long Ms, byte[] Value)>();
            for (var i = 0; i < 60; i++)
            {
                var (user, ms) = ($"u{random.Next(5)}", T + (i * 1_000L));
                if (random.Next(12) == 0)
                {
                    written.Add((user, ms, []));
                    continue;
                }

                var eventMs = ms - (random.Next(4) == 0 ? random.Next(20_000) : 0);
                written.Add((user, eventMs, EventBytes.View(user, $"i{random.Next(9)}", eventMs, $"e{i}")));
            }

            for (var i = 0; i < written.Count; i++)
            {
                var (user, ms, value) = written[i];
                if (value.Length == 0)
                {
                    log.AddErasure(user, ms);
                    without.Skip(1);
                    continue;
                }

                log.Add(value, T + (i * 1_000L));
                var isErased = written.Select((one, at) => (one, at)).Any(pair =>
                    pair.one.Value.Length == 0 && pair.one.User == user && (pair.at > i || ms <= pair.one.Ms));
                if (isErased)
                {
                    without.Skip(1);
                }
                else
                {
                    without.Add(value, T + (i * 1_000L));
                }
            }

            var data = Read(log);
            data.Clicks.ShouldBe(Read(without).Clicks, $"seed {seed}");
            left += data.Skipped.GetValueOrDefault(Reason);
        }

        left.ShouldBeGreaterThan(Seeds);
    }

    private static OutboundRecord Carried(byte[] click, string user, long ms) => new(OutboundTopic.Log, null, click)
    {
        Forwarded = new ForwardedRecord(ms, [KeyValuePair.Create(ControlHeaders.Forwarded, Encoding.UTF8.GetBytes(user))], Partition: 0),
    };

    private static ClickDataset Read(PartitionLog log, PrivacyOptions? privacy = null) => Gather(log, privacy).Build();

    private static SpanClicks Gather(PartitionLog log, PrivacyOptions? privacy)
    {
        var clicks = new SpanClicks(new PipelineOptions { Privacy = privacy ?? new PrivacyOptions() });
        foreach (var record in log.Records)
        {
            clicks.Add(0, record);
        }

        return clicks;
    }

    private static IEnumerable<string> Items(ClickDataset data, string user) =>
        data.Clicks.Where(click => click.UserId == user).Select(click => click.ItemId);

    private static IEnumerable<string> Users(ClickDataset data) => data.Clicks.Select(click => click.UserId).Distinct();
}
