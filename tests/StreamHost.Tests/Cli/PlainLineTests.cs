using System.Globalization;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.Cli;

public sealed class PlainLineTests
{
    private readonly StringWriter _output = new(CultureInfo.InvariantCulture);

    [Fact]
    public void Every_tenth_is_a_line_and_no_more()
    {
        var line = new PlainLine(_output, new StoppedClock(), "training");

        for (var done = 0; done <= 1000; done++)
        {
            line.Update(done, 1000, "users");
        }

        var lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(10);
        lines[0].ShouldBe("training:  10 %  users");
        lines[^1].ShouldBe("training: 100 %  users");
    }

    [Fact]
    public void A_word_of_a_thread_that_was_overtaken_is_no_line_of_its_own()
    {
        var line = new PlainLine(_output, new StoppedClock(), "training");

        line.Update(100, 100, "epoch 12 of 12, items");
        line.Update(93, 100, "epoch 12 of 12, users");

        _output.ToString().ShouldBe("training: 100 %  epoch 12 of 12, items" + Environment.NewLine);
    }

    [Fact]
    public void Slow_work_is_a_line_every_two_seconds()
    {
        var clock = new StoppedClock();
        var line = new PlainLine(_output, clock, "reading");

        line.Update(1, 0, "clicks");
        clock.Advance(TimeSpan.FromSeconds(2));
        line.Update(12_345, 0, "clicks");
        line.Update(12_346, 0, "clicks");

        _output.ToString().ShouldBe("reading: 12,345  clicks" + Environment.NewLine);
    }

    [Fact]
    public void A_step_that_says_nothing_is_repeated_with_the_time_and_no_sooner_than_half_a_minute()
    {
        var clock = new StoppedClock();
        var line = new PlainLine(_output, clock, "stack");
        clock.Advance(TimeSpan.FromSeconds(2));
        line.Update(1, 4, "encoder");

        clock.Advance(TimeSpan.FromSeconds(29));
        line.Beat();
        clock.Advance(TimeSpan.FromSeconds(1));
        line.Beat();
        line.Beat();

        _output.ToString().ShouldBe(
            $"stack:  25 %  encoder{Environment.NewLine}stack:  25 %  encoder  (still at it, 32 s){Environment.NewLine}");
    }

    private sealed class StoppedClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
