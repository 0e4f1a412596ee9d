using StreamReco.Models.Events;
using StreamReco.Models.Lake;
using StreamReco.Models.Privacy;
using StreamReco.Stages.Tests.Consents;
using StreamReco.TestKit.Events;

namespace StreamReco.Stages.Tests.Lake;

/// <summary>What users agree to reaches the lake by the verdicts.</summary>
public sealed class ConsentLakeTests
{
    [Fact]
    public void No_file_of_the_lake_holds_a_user_who_does_not_agree_whatever_was_written_of_them_before()
    {
        var (denied, rows) = (0, 0L);
        for (var seed = 0; seed < 60; seed++)
        {
            var (log, said) = ConsentLog.Random(seed);
            var scene = new LakeScene(new PipelineOptions { Window = { AllowedLatenessMs = 60_000 } }, log);
            var lake = scene.Open();
            scene.Write(lake, rowsPerSpan: 1 + (seed % 9), stepsPerOwner: 3);

            new LakeCheck(lake).Verify(CancellationToken.None).ShouldBeEmpty($"seed {seed}");
            rows += lake.LogOf(0).Live().Sum(file => file.Rows);
            foreach (var user in said.Where(one => one.Value.Of(ConsentPurpose.Personalise) == ConsentChoice.Denied).Select(one => one.Key))
            {
                new LakeCheck(lake).Find(user, CancellationToken.None).ShouldBeEmpty($"seed {seed}, {user}");
                denied++;
            }
        }

        (denied > 20, rows > 500).ShouldBe((true, true), $"{denied} users, {rows} rows");
    }

    [Fact]
    public void A_commit_names_the_policy_that_holds_after_it_and_the_next_keeps_it()
    {
        var (log, version) = (new PartitionLog(), ConsentPolicy.Read(ConsentLog.Open).Version);
        for (var i = 0; i < 30; i++)
        {
            if (i == 10)
            {
                log.AddConsentPolicy(ConsentLog.Open, ConsentLog.StartMs + i);
            }

            log.Add(EventBytes.View($"u{i % 3}", $"i{i}", ConsentLog.StartMs + i, $"e{i}"), ConsentLog.StartMs + i);
        }

        var scene = new LakeScene(new PipelineOptions(), log);
        var lake = scene.Open();
        scene.Write(lake, rowsPerSpan: 5);

        var spans = lake.LogOf(0).Spans();
        spans.Count.ShouldBeGreaterThan(4);
        spans.ShouldAllBe(span => span.To < 10 ? span.Policies!.Count == 0 : span.Policies![LakePolicies.Consent] == version);
    }

    [Fact]
    public void Clicks_that_no_model_may_learn_from_are_counted_and_have_no_row()
    {
        var log = new PartitionLog().AddConsentPolicy(ConsentLog.Open, ConsentLog.StartMs);
        for (var i = 0; i < 10; i++)
        {
            var click = EventBytes.View($"u{i % 2}", $"i{i}", ConsentLog.StartMs + i, $"e{i}");
            log.Add(i == 1 ? ConsentLog.Says(click, """{"train":false}""") : click, ConsentLog.StartMs + i);
        }

        var scene = new LakeScene(new PipelineOptions(), log);
        var lake = scene.Open();
        scene.Write(lake, rowsPerSpan: 100);

        var span = lake.LogOf(0).Spans().ShouldHaveSingleItem();
        (span.Verdicts["applied"], span.Verdicts["untrained"]).ShouldBe((5, 5));
        new LakeCheck(lake).Find("u1", CancellationToken.None).ShouldBeEmpty();
    }
}
