using System.Globalization;
using StreamReco.StreamHost.Cli;
using StreamReco.StreamHost.Kafka.Embedded;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Kafka;

namespace StreamReco.StreamHost.Tests.Cli;

public sealed class SimulateStartTests
{
    private static readonly DateTimeOffset _start = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task From_NOW_on_no_record_is_written_before_its_time_which_brokers_would_refuse()
    {
        using var broker = EmbeddedBroker.Start();
        broker.CreateTopic("clicks", 2);
        broker.CreateTopic("catalog", 1);
        var clock = new SkippingClock(_start);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var screen = new Screen(TextWriter.Null, TextWriter.Synchronized(error), live: false, colors: false);

        var code = await new CommandLineHost(screen, clock).RunAsync(
            ["simulate", "--bootstrap", broker.Bootstrap, "--start", "NOW", "--events", "300", "--users", "50", "--items", "50"],
            CancellationToken.None);

        code.ShouldBe(ExitCode.Ok, error.ToString());
        error.ToString().ShouldContain("each is written when its time has come");
        var times = (await TopicReader.ReadAllAsync(broker.Bootstrap, "clicks")).Select(record => record.Message.Timestamp.UtcDateTime).ToArray();
        times.Length.ShouldBe(300);
        times.Min().ShouldBeGreaterThanOrEqualTo(_start.UtcDateTime);
        times.Max().ShouldBeGreaterThan(_start.UtcDateTime.AddSeconds(1), "the records' times go on");
        times.Max().ShouldBeLessThanOrEqualTo(clock.GetUtcNow().UtcDateTime, "the last one was waited for");
    }

    /// <summary>A clock that jumps to the end of each wait; what repeats is never due.</summary>
    private sealed class SkippingClock(DateTimeOffset start) : TimeProvider
    {
        private readonly Lock _lock = new();
        private DateTimeOffset _now = start;

        public override DateTimeOffset GetUtcNow()
        {
            lock (_lock)
            {
                return _now;
            }
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (period != Timeout.InfiniteTimeSpan || dueTime < TimeSpan.Zero)
            {
                return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }

            lock (_lock)
            {
                _now += dueTime;
            }

            return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
