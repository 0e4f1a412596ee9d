using StreamReco.Models.Identity;
using StreamReco.Rig.Simulation;
using StreamReco.Stages.Records;

namespace StreamReco.Rig.Tests;

/// <summary>What the simulated producers promise to the oracle, which judges by their word alone.</summary>
public sealed class ClickSourceTests
{
    private const int Seeds = 100;
    private const int Records = 120;

    /// <summary>
    /// The fold takes no decision before the first policy, while the oracle takes every one: a partition in which visitors were first
    /// had decisions and no policy, and the oracle waited for quarantined clicks that counted.
    /// </summary>
    [Fact]
    public void The_first_word_on_programs_is_the_policy_whatever_visitors_and_erasures_wrote_before()
    {
        var decided = 0;
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var source = new ClickSource(0, new Random(seed), experiments: true, bots: true);
            source.AddIdentityPolicy(new IdentityPolicy().ToBytes());
            source.AddVisit("p0v1", "visit0", anonymous: null);
            source.AddErasure("p0u1", request: null);
            for (var i = 0; i < Records; i++)
            {
                source.Produce();
            }

            var kinds = source.Log.Records.Select(record => record.Kind).ToList();
            kinds.Count(kind => kind == LogRecordKind.BotPolicy).ShouldBe(1, $"seed {seed}");
            kinds.IndexOf(LogRecordKind.BotDecision).ShouldBeGreaterThan(kinds.IndexOf(LogRecordKind.BotPolicy), $"seed {seed}");
            decided += kinds.Count(kind => kind == LogRecordKind.BotDecision);
        }

        decided.ShouldBeGreaterThan(Seeds);
    }
}
