using StreamReco.StreamHost.Kafka.Spans;

namespace StreamReco.StreamHost.Tests.Replay;

public sealed class SpanBoundTests
{
    [Theory]
    [InlineData("0", 0L)]
    [InlineData("1709251200000", 1709251200000L)]
    public void A_whole_number_is_an_offset(string text, long offset)
    {
        SpanBound.TryParse(text, SpanBound.End, out var bound).ShouldBeTrue();

        bound.ShouldBe(new SpanBound(offset, null));
    }

    [Theory]
    [InlineData("2024-03-01")]
    [InlineData("2024-03-01T00:00:00")]
    [InlineData("2024-03-01T00:00:00Z")]
    [InlineData("2024-03-01T02:00:00+02:00")]
    public void A_time_without_a_zone_is_UTC(string text)
    {
        SpanBound.TryParse(text, SpanBound.End, out var bound).ShouldBeTrue();

        bound.Time.ShouldBe(new DateTimeOffset(2024, 3, 1, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void Each_side_has_its_own_edge()
    {
        SpanBound.TryParse("End", SpanBound.End, out var bound).ShouldBeTrue();

        bound.ShouldBe(SpanBound.Edge);
        SpanBound.TryParse("end", SpanBound.Beginning, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("12:30")]
    [InlineData("yesterday")]
    [InlineData("")]
    public void Anything_else_is_refused(string text) => SpanBound.TryParse(text, SpanBound.End, out _).ShouldBeFalse();
}
