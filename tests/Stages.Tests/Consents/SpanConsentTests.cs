using StreamReco.Models.Events;
using StreamReco.Models.Privacy;
using StreamReco.Stages.History;
using StreamReco.Stages.Records;
using StreamReco.TestKit.Events;

namespace StreamReco.Stages.Tests.Consents;

/// <summary>A model that is trained from the topic does not see who does not agree to training.</summary>
public sealed class SpanConsentTests
{
    private const long T = ConsentLog.StartMs;
    private const int Seeds = 300;

    [Fact]
    public void Who_takes_training_back_is_not_trained_on_nor_is_what_they_clicked_before()
    {
        var log = new PartitionLog().AddConsentPolicy(ConsentLog.Open, T)
            .Add(EventBytes.View("anna", "i1", T + 1, "e1"), T + 1)
            .Add(EventBytes.View("bert", "i2", T + 2, "e2"), T + 2)
            .Add(ConsentLog.Statement("anna", """{"train":false}""", T + 3), T + 3)
            .Add(EventBytes.View("anna", "i3", T + 4, "e3"), T + 4);

        var clicks = Read(log);

        clicks.Items("anna").ShouldBeEmpty();
        clicks.Items("bert").ShouldBe(["i2"]);
        clicks.Data.Skipped["no consent to training"].ShouldBe(2);
    }

    [Fact]
    public void Who_agrees_again_is_trained_on_from_there_on()
    {
        var log = new PartitionLog().AddConsentPolicy(ConsentLog.Open, T)
            .Add(EventBytes.View("anna", "i1", T + 1, "e1"), T + 1)
            .Add(ConsentLog.Statement("anna", """{"personalise":false}""", T + 2), T + 2)
            .Add(EventBytes.View("anna", "i2", T + 3, "e2"), T + 3)
            .Add(ConsentLog.Says(EventBytes.View("anna", "i3", T + 4, "e3"), """{"personalise":true}"""), T + 4)
            .Add(EventBytes.View("anna", "i4", T + 5, "e4"), T + 5);

        Read(log).Items("anna").ShouldBe(["i3", "i4"]);
    }

    [Fact]
    public void Who_said_nothing_is_trained_on_as_the_newest_policy_says_and_without_a_policy_nobody_is_asked()
    {
        var log = new PartitionLog().Add(ConsentLog.Says(EventBytes.View("anna", "i1", T + 1, "e1"), """{"train":false}"""), T + 1);
        Read(log).Items("anna").ShouldBe(["i1"]);

        log.AddConsentPolicy(ConsentLog.Open, T + 2).Add(EventBytes.View("anna", "i2", T + 3, "e2"), T + 3);
        Read(log).Items("anna").ShouldBe(["i1", "i2"]); // What was said before the first policy is no statement.

        log.AddConsentPolicy(ConsentLog.Shut, T + 4);
        Read(log).Items("anna").ShouldBeEmpty();
    }

    [Fact]
    public void Nobody_who_at_the_end_does_not_agree_is_among_the_clicks_whatever_the_log()
    {
        var (asked, withheld) = (0, 0);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var (log, said) = ConsentLog.Random(seed);
            var policies = log.Records.Where(record => record.Kind == LogRecordKind.Consent).Select(PolicyOf).OfType<ConsentPolicy>().ToList();
            var data = Read(log).Data;
            foreach (var user in data.Clicks.Select(click => click.UserId).Distinct())
            {
                var consent = policies.Count == 0 ? Consent.All(ConsentChoice.Granted) : policies[^1].Resolve(said.GetValueOrDefault(user, Consent.None));
                (consent.Of(ConsentPurpose.Train), consent.Of(ConsentPurpose.Personalise))
                    .ShouldBe((ConsentChoice.Granted, ConsentChoice.Granted), $"seed {seed}, {user}");
            }

            asked += policies.Count > 0 ? 1 : 0;
            withheld += data.Skipped.ContainsKey("no consent to training") ? 1 : 0;
        }

        asked.ShouldBeInRange(Seeds / 2, Seeds);
        withheld.ShouldBeGreaterThan(Seeds / 4);
    }

    private static ConsentPolicy? PolicyOf(LogRecord record)
    {
        try
        {
            return ConsentPolicy.Read(record.Value);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static Span Read(PartitionLog log)
    {
        var clicks = new SpanClicks(new PipelineOptions());
        foreach (var record in log.Records)
        {
            clicks.Add(0, record);
        }

        return new Span(clicks.Build());
    }

    private sealed record Span(Models.Data.ClickDataset Data)
    {
        public IEnumerable<string> Items(string user) => Data.Clicks.Where(click => click.UserId == user).Select(click => click.ItemId);
    }
}
