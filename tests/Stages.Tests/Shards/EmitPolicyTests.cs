using StreamReco.Stages.Setup;
using StreamReco.TestKit.Time;

namespace StreamReco.Stages.Tests.Shards;

public sealed class EmitPolicyTests
{
    private const long LoggedMs = 1_700_000_000_123;

    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void Live_emission_is_under_the_clock_and_lets_everybody_out()
    {
        EmitPolicy.Live.MomentOf(LoggedMs, _clock).ShouldBe(_clock.GetUtcNow().UtcDateTime);
        EmitPolicy.Live.Emits("anybody").ShouldBeTrue();
        EmitPolicy.Live.Rejected.ShouldBeTrue();
    }

    [Fact]
    public void A_moment_from_the_log_is_Kafka_s_timestamp_whatever_the_clock_says()
    {
        var emission = new EmitPolicy { TimeFromLog = true };

        emission.MomentOf(LoggedMs, _clock).ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(LoggedMs).UtcDateTime);
    }

    [Fact]
    public void Only_named_users_are_let_out()
    {
        var emission = new EmitPolicy { Users = new HashSet<string> { "u1" } };

        emission.Emits("u1").ShouldBeTrue();
        emission.Emits("u2").ShouldBeFalse();
    }
}
