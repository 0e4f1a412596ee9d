using StreamReco.Models.Retrieval.Linear;

namespace StreamReco.Models.Tests.Retrieval;

public sealed class SlistModelTests
{
    private const int Items = 8;
    private static readonly ParallelOptions _two = new() { MaxDegreeOfParallelism = 2 };

    /// <summary>The sums written out: every session's whole row, and every cut of it into past and future.</summary>
    [Fact]
    public void Weights_solve_the_ridge_whose_rows_are_written_out_one_by_one()
    {
        var sessions = Logs.Random(5, 40, Items);
        var settings = new SlistSettings { TogetherShare = 0.3f, TrainDecay = 2, Ridge = 2, AgeShare = 0 };
        var model = SlistModel.Fit(Logs.Of(Items, sessions), settings, _two);
        var (gram, targets) = Moments(sessions, settings);
        for (var target = 0; target < Items; target++)
        {
            int[] support = [.. Enumerable.Range(0, Items).Where(row => row != target && targets[row, target] > 0)];
            for (var i = 0; i < support.Length; i++)
            {
                var sum = support.Sum(row =>
                    (gram[support[i], row] + (row == support[i] ? settings.Ridge : 0)) * Weight(model, row, target));
                sum.ShouldBe(targets[support[i], target], 1e-3);
            }
        }
    }

    [Fact]
    public void What_follows_scores_and_an_item_that_comes_again_speaks_for_itself()
    {
        int[][] sessions = [.. Enumerable.Repeat<int[]>([0, 1], 20), .. Enumerable.Repeat<int[]>([2, 3, 2], 20)];
        var source = new SlistSource(
            SlistModel.Fit(Logs.Of(5, sessions), new SlistSettings { AgeShare = 0, TogetherShare = 0 }, _two));
        Span<int> places = stackalloc int[2];

        Logs.Ask(source, 5, 4, 0).Keys.ToArray().ShouldBe([1]);
        Logs.Ask(source, 5, 2).Keys.ToArray().ShouldBe([2, 3]);
        source.Explain(Logs.Query(4, 0), 1, places).ShouldBe(1);
        places[0].ShouldBe(1);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits_and_bounds_hold()
    {
        var log = Logs.Of(200, Logs.Random(9, 400, 200));
        var settings = new SlistSettings { SupportMax = 15, WeightsMax = 6 };
        var one = SlistModel.Fit(log, settings, new ParallelOptions { MaxDegreeOfParallelism = 1 });
        var four = SlistModel.Fit(log, settings, new ParallelOptions { MaxDegreeOfParallelism = 4 });
        for (var row = 0; row < 200; row++)
        {
            four.ItemsOf(row).ToArray().ShouldBe(one.ItemsOf(row).ToArray());
            four.WeightsOf(row).ToArray().ShouldBe(one.WeightsOf(row).ToArray());
            one.ItemsOf(row).Length.ShouldBeLessThanOrEqualTo(6);
        }
    }

    private static double Weight(SlistModel model, int from, int to)
    {
        var at = model.ItemsOf(from).BinarySearch(to);
        return at < 0 ? 0 : model.WeightsOf(from)[at];
    }

    private static (double[,] Gram, double[,] Targets) Moments(int[][] sessions, SlistSettings settings)
    {
        var (gram, targets) = (new double[Items, Items], new double[Items, Items]);
        foreach (var session in sessions)
        {
            double[] whole = [.. Enumerable.Range(0, Items).Select(row => session.Contains(row) ? 1.0 : 0)];
            Add(gram, whole, whole, settings.TogetherShare);
            Add(targets, whole, whole, settings.TogetherShare);
            for (var cut = 0; cut < session.Length - 1; cut++)
            {
                var (past, future) = (new double[Items], new double[Items]);
                for (var place = 0; place < session.Length; place++)
                {
                    var side = place <= cut ? past : future;
                    var distance = place <= cut ? cut - place : place - cut - 1;
                    side[session[place]] += Math.Exp(-distance / (double)settings.TrainDecay);
                }

                Add(gram, past, past, 1 - settings.TogetherShare);
                Add(targets, past, future, 1 - settings.TogetherShare);
            }
        }

        return (gram, targets);
    }

    private static void Add(double[,] sums, double[] left, double[] right, double weight)
    {
        for (var i = 0; i < Items; i++)
        {
            for (var j = 0; j < Items; j++)
            {
                sums[i, j] += weight * left[i] * right[j];
            }
        }
    }
}
