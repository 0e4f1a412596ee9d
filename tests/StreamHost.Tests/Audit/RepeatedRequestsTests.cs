using StreamReco.StreamHost.Audit;

namespace StreamReco.StreamHost.Tests.Audit;

public sealed class RepeatedRequestsTests
{
    private readonly RepeatedRequests _repeated = new(TimeSpan.FromMinutes(1));

    [Fact]
    public void The_first_of_a_stretch_is_written_at_once_and_the_others_as_one_record_when_it_is_over()
    {
        _repeated.Take(At(0)).ShouldNotBeNull();
        for (var second = 1; second < 60; second++)
        {
            _repeated.Take(At(second)).ShouldBeNull();
        }

        _repeated.End(AuditEntries.Noon.AddSeconds(59)).ShouldBeEmpty();
        var counted = _repeated.End(AuditEntries.Noon.AddSeconds(60)).ShouldHaveSingleItem();
        (counted.Times, counted.At, counted.Id).ShouldBe((59, AuditEntries.Noon.AddSeconds(59), "id-59"));
        _repeated.Take(At(61)).ShouldNotBeNull();
        _repeated.End(null).ShouldBeEmpty();
    }

    [Fact]
    public void Requests_that_differ_in_who_what_or_how_they_ended_are_records_of_their_own()
    {
        _repeated.Take(At(0)).ShouldNotBeNull();
        _repeated.Take(At(0) with { By = "ben" }).ShouldNotBeNull();
        _repeated.Take(At(0) with { From = "10.0.0.8" }).ShouldNotBeNull();
        _repeated.Take(At(0) with { What = "GET /admin/v1/node" }).ShouldNotBeNull();
        _repeated.Take(At(0) with { Outcome = "503" }).ShouldNotBeNull();
        _repeated.Take(At(1)).ShouldBeNull();
    }

    [Fact]
    public void Beyond_the_kinds_that_are_told_apart_requests_are_counted_together_and_none_is_lost()
    {
        var written = 0;
        for (var i = 0; i < RepeatedRequests.KindsMax + 50; i++)
        {
            written += _repeated.Take(At(i % 50) with { From = $"10.0.0.{i}" }) is null ? 0 : 1;
        }

        var counted = _repeated.End(null);
        (written + counted.Sum(entry => entry.Times)).ShouldBe(RepeatedRequests.KindsMax + 50);
        counted.ShouldHaveSingleItem().From.ShouldBe("*");
    }

    private static AuditEntry At(int second) => AuditEntries.Of(second) with { About = "" };
}
