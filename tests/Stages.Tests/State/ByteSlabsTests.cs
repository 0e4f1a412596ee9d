using FsCheck;
using FsCheck.Fluent;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Tests.State;

public sealed class ByteSlabsTests
{
    [Fact]
    public void Records_stay_as_they_are_while_others_come_and_go() => Prop.ForAll(
        ArbMap.Default.ArbFor<int[]>(), steps =>
        {
            var slabs = new ByteSlabs();
            var kept = new List<(long Place, byte[] Bytes)>();
            foreach (var step in steps)
            {
                if (step % 3 == 0 && kept.Count > 0)
                {
                    var gone = kept[Math.Abs(step % kept.Count)];
                    kept.Remove(gone);
                    slabs.Free(gone.Place, gone.Bytes.Length);
                }
                else
                {
                    var bytes = new byte[Math.Abs(step % 5_000)];
                    new Random(step).NextBytes(bytes);
                    slabs.TryAdd(bytes, out var place).ShouldBeTrue();
                    kept.Add((place, bytes));
                }
            }

            foreach (var (place, bytes) in kept)
            {
                slabs.At(place, bytes.Length).ToArray().ShouldBe(bytes);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_freed_place_is_used_again()
    {
        var slabs = new ByteSlabs();
        slabs.TryAdd(new byte[600], out var first);
        slabs.Free(first, 600);

        slabs.TryAdd(new byte[590], out var second);

        second.ShouldBe(first);
        slabs.PagesBytes.ShouldBe(1 << 20);
    }

    [Fact]
    public void Records_of_600_bytes_fill_a_page_but_for_a_twentieth()
    {
        var slabs = new ByteSlabs();
        for (var i = 0; i < 10_000; i++)
        {
            slabs.TryAdd(new byte[600 + (i % 20)], out _);
        }

        slabs.PagesBytes.ShouldBeLessThan((long)(10_000 * 610 * 1.05) + (1 << 20));
    }

    [Fact]
    public void A_record_that_is_too_long_is_not_taken() =>
        new ByteSlabs().TryAdd(new byte[ByteSlabs.BytesMax + 1], out _).ShouldBeFalse();
}
