using System.Globalization;
using StreamReco.Models.Decoding;

namespace StreamReco.Stages.Tests.Decoding;

public sealed class EventTimeTests
{
    private readonly Decoder _decoder = new();

    [Theory]
    [InlineData("\"2026-01-15T11:59:59Z\"", 1768478399000)]
    [InlineData("\"2026-01-15T11:59:59.123Z\"", 1768478399123)]
    [InlineData("\"2026-01-15T11:59:59.1234567Z\"", 1768478399123)]
    [InlineData("\"2026-01-15T11:59:59\"", 1768478399000)]
    [InlineData("\"2026-01-15 11:59:59\"", 1768478399000)]
    [InlineData("\"2026-01-15T12:59:59+01:00\"", 1768478399000)]
    [InlineData("\"2026-01-15T06:29:59-05:30\"", 1768478399000)]
    [InlineData("\"2026-01-15\"", 1768435200000)]
    [InlineData("1768478399000", 1768478399000)]
    [InlineData("1768478399000.75", 1768478399000)]
    [InlineData("1.768478399e12", 1768478399000)]
    [InlineData("\"1768478399000\"", 1768478399000)]
    [InlineData("\"1768478399000.9\"", 1768478399000)]
    [InlineData("1768478399", 1768478399000)]
    [InlineData("1768478399.5", 1768478399500)]
    [InlineData("\"1768478399\"", 1768478399000)]
    [InlineData("1768478399000000", 1768478399000)]
    [InlineData("\"1768478399000001\"", 1768478399000)]
    [InlineData("1768478399000000000", 1768478399000)]
    [InlineData("\"2026-01-15 11:59:59 UTC\"", 1768478399000)]
    [InlineData("\"2026-01-15T11:59:59 Z\"", 1768478399000)]
    [InlineData("\"2026-01-15T11:59:59Z[UTC]\"", 1768478399000)]
    [InlineData("\"2026-01-15T11:59:59+0000\"", 1768478399000)]
    [InlineData("\"2026-01-15T11:59:59.123456789Z\"", 1768478399123)]
    [InlineData("\"2026-01-15T12:59:59.123456+01:00\"", 1768478399123)]
    [InlineData("\"20260115T115959Z\"", 1768478399000)]
    [InlineData("\"20260115\"", 1768435200000)]
    [InlineData("\" 2026-01-15T11:59:59Z \"", 1768478399000)]
    public void A_timestamp_is_read_as_utc_milliseconds(string timestamp, long expected) =>
        _decoder.Event(EventAt(timestamp)).EventTimeMs.ShouldBe(expected);

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"soon\"")]
    [InlineData("\"2026-13-45T00:00:00Z\"")]
    [InlineData("\"11:59:59.000\"")]
    [InlineData("\"Jan 15 11:59:59\"")]
    [InlineData("\"15/01/2026 11:59:59\"")]
    [InlineData("1e300")]
    [InlineData("\"Infinity\"")]
    [InlineData("\"NaN\"")]
    [InlineData("99999999999999999999999")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("\"2026-01-15T11:59:59.0000000000000000000000000000Z\"")]
    public void What_names_no_moment_of_its_own_is_refused(string timestamp)
    {
        var failure = _decoder.Read(EventAt(timestamp)).ShouldNotBeNull();

        failure.Type.ShouldBe(FailureType.Invalid);
        failure.Field.ShouldBe("timestamp");
    }

    [Fact]
    public void The_senders_clock_is_corrected_by_the_time_between_its_two_stamps()
    {
        // A clock one year slow: created 30 s before sent, so 30 s before it was received.
        var click = _decoder.Event("""{"event_id":"e","event_type":"view_home","user_id":"u","timestamp":"2025-01-15T10:00:00Z","sent_at":"2025-01-15T10:00:30Z"}""");
        click.EventTimeMs.ShouldBe(Decoder.ReceivedMs - 30_000);

        click = _decoder.Event("""{"event_id":"e","event_type":"view_home","user_id":"u","sentAt":1999999999000,"timestamp":1999999990000}""");
        click.EventTimeMs.ShouldBe(Decoder.ReceivedMs - 9_000);
    }

    [Fact]
    public void A_stamp_of_sending_alone_is_no_event_time() =>
        _decoder.Read("""{"event_id":"e","event_type":"view_home","user_id":"u","sent_at":1768478399000}""").ShouldNotBeNull().Field.ShouldBe("timestamp");

    [Theory]
    [InlineData(5 * 60_000, null)]
    [InlineData((5 * 60_000) + 1, FailureType.Future)]
    public void An_event_may_lie_in_the_future_as_far_as_clocks_differ(long aheadMs, FailureType? expected) =>
        (_decoder.Read(EventAt((Decoder.ReceivedMs + aheadMs).ToString(CultureInfo.InvariantCulture)))?.Type).ShouldBe(expected);

    [Theory]
    [InlineData(946_684_800_000, null)]
    [InlineData(946_684_799_999, FailureType.Ancient)]
    [InlineData(1_768_478_399, null)] // seconds are told by their size
    [InlineData(0, FailureType.Ancient)]
    [InlineData(-1, FailureType.Ancient)]
    [InlineData(-253_402_300_799_999, FailureType.Ancient)]
    public void An_event_before_all_shops_is_refused(long timeMs, FailureType? expected) =>
        (_decoder.Read(EventAt(timeMs.ToString(CultureInfo.InvariantCulture)))?.Type).ShouldBe(expected);

    // A producer can set Kafka's timestamp to anything; an event must still have a moment that an answer can name.
    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue - 1_000_000)]
    [InlineData(253_402_300_800_000 + 30_000)]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    public void A_record_received_outside_of_time_is_no_event(long receivedMs)
    {
        var decoder = new Decoder { TimestampMs = receivedMs };
        decoder.Read("{\"event_id\":\"e\",\"event_type\":\"view_home\",\"user_id\":\"u\",\"timestamp\":1768478369000,\"sent_at\":1768478399000}")
            .ShouldNotBeNull().Field.ShouldBe("timestamp");
    }

    private static string EventAt(string timestamp) =>
        $$"""{"event_id":"e","event_type":"view_home","user_id":"u","timestamp":{{timestamp}}}""";
}
