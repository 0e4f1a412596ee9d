using StreamReco.Stages.Scoring;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Tests.Serving;

public sealed class BatcherSumsTests
{
    [Fact]
    public void Calls_add_up_over_models_and_the_fullest_says_what_waits()
    {
        var sums = new BatcherSums();
        var (first, second) = (new Counts { Batches = 3, Scored = 20, Waiting = 5 }, new Counts { Batches = 1, Scored = 8, Waiting = 2 });

        var none = (sums.HasAny, sums.Batches, sums.Waiting, sums.Capacity);
        sums.Add(first);
        sums.Add(second);
        second.Scored += 4;

        none.ShouldBe((false, 0, 0, 0));
        (sums.HasAny, sums.Batches, sums.Scored, sums.Waiting, sums.Capacity).ShouldBe((true, 4, 32, 5, 64));
        GC.KeepAlive((first, second));
    }

    [Fact]
    public void A_forgotten_model_keeps_its_calls_counted_and_is_not_held()
    {
        var sums = new BatcherSums();
        var gone = AddOne(sums);
        sums.Batches.ShouldBe(7);

        GC.Collect();
        GC.WaitForPendingFinalizers();

        gone.TryGetTarget(out _).ShouldBeFalse();
        (sums.HasAny, sums.Batches, sums.Scored, sums.Waiting).ShouldBe((true, 7, 70, 0));
        (sums.Known, sums.Batches, sums.Scored).ShouldBe((0, 7, 70));
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference<Counts> AddOne(BatcherSums sums)
    {
        var counts = new Counts { Batches = 7, Scored = 70, Waiting = 9 };
        sums.Add(counts);
        return new WeakReference<Counts>(counts);
    }

    private sealed class Counts : IBatcherCounts
    {
        public string Provider => "cpu";

        public int Waiting { get; set; }

        public int Capacity => 64;

        public long Batches { get; set; }

        public long Scored { get; set; }
    }
}
