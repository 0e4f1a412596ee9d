using StreamReco.Stages.Setup;
using StreamReco.TestKit.Time;

namespace StreamReco.Stages.Tests.Shards;

public sealed class EmissionTests
{
    private const long LoggedMs = 1_700_000_000_123;

    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void Live_emission_is_under_the_clock_and_lets_everybody_out()
    {
        Emission.Live.MomentOf(LoggedMs, _clock).ShouldBe(_clock.GetUtcNow().UtcDateTime);
        Emission.Live.LetsOut("anybody").ShouldBeTrue();
        Emission.Live.Rejected.ShouldBeTrue();
    }

    [Fact]
    public void A_moment_from_the_log_is_Kafka_s_timestamp_whatever_the_clock_says()
    {
        var emission = new Emission { TimeFromLog = true };

        emission.MomentOf(LoggedMs, _clock).ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(LoggedMs).UtcDateTime);
    }

    [Fact]
    public void Only_named_users_are_let_out()
    {
        var emission = new Emission { Users = new HashSet<string> { "u1" } };

        emission.LetsOut("u1").ShouldBeTrue();
        emission.LetsOut("u2").ShouldBeFalse();
    }
}
