using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Statistics;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>How often a metric called arms different that are alike.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Judged">Drawings in which anything was counted for it.</param>
/// <param name="Significant">Those whose interval left 0 out.</param>
public readonly record struct AaMetric(ExperimentMetric Metric, int Judged, int Significant)
{
    /// <summary>The share of drawings that called a difference; NaN where none was judged.</summary>
    public double Share => (double)Significant / Judged;

    /// <summary>Whether it is too large for the level by more than three standard errors.</summary>
    /// <param name="alpha">The level.</param>
    public bool IsTooOften(double alpha) => Significant > (alpha * Judged) + (3 * Math.Sqrt(alpha * (1 - alpha) * Judged));
}

/// <summary>What many drawings of the same units say.</summary>
/// <param name="Drawings">How many.</param>
/// <param name="Units">Units that saw a list, of both arms.</param>
/// <param name="RatioOff">Drawings whose sample ratio was called wrong.</param>
/// <param name="Metrics">By metric.</param>
public sealed record AaResult(int Drawings, long Units, int RatioOff, IReadOnlyList<AaMetric> Metrics);

/// <summary>
/// Draws the units of a log into two halves again and again, each time by another salt, and judges each drawing as a report does. No
/// half was treated otherwise, so that a difference is called as often as the level says, if intervals are right for these units.
/// </summary>
public sealed class AaTest
{
    private const int Half = ShareRange.Whole / 2;

    private readonly List<(byte[] Id, bool IsKnown, UnitTotals[] Totals)> _units = [];

    /// <summary>Adds the units of a shard that saw a list; all that they did counts, whether a window is open or not.</summary>
    /// <param name="ledger">The shard's.</param>
    /// <param name="experiment">The experiment that all of them take part in.</param>
    public void Add(FeedbackLedger ledger, string experiment)
    {
        foreach (var (id, unit) in ledger.Counted.OrderBy(unit => unit.Key, StringComparer.Ordinal))
        {
            if (unit.PlaceOf(experiment) is >= 0 and var place && unit.Enrolments[place] is { FirstExposureMs: not null } enrolment)
            {
                _units.Add((Encoding.UTF8.GetBytes(id), FeedbackTally.IsKnown(enrolment),
                    [.. ExperimentMetrics.All.Select(metric => ExperimentMetrics.Of(enrolment, metric, ledger.Options.RevenueCap))]));
            }
        }
    }

    /// <summary>Draws and judges.</summary>
    /// <param name="drawings">How often, at least once.</param>
    /// <param name="seed">Makes the salts.</param>
    /// <param name="plan">How a drawing is judged.</param>
    /// <param name="progress">Receives how many are done.</param>
    /// <param name="cancel">Ends it between two.</param>
    public AaResult Run(int drawings, int seed, ExperimentPlan plan, Action<int>? progress = null, CancellationToken cancel = default)
    {
        var metrics = ExperimentMetrics.All.Select(metric => new AaMetric(metric, 0, 0)).ToArray();
        var ratioOff = 0;
        for (var drawing = 0; drawing < drawings; drawing++)
        {
            cancel.ThrowIfCancellationRequested();
            var report = Judge(SaltOf(seed, drawing), plan);
            ratioOff += report.RatioP < SampleRatio.Level ? 1 : 0;
            foreach (var figures in report.Arms[1].Metrics.Where(figures => !double.IsNaN(figures.Lift)))
            {
                var metric = metrics[(int)figures.Metric];
                metrics[(int)figures.Metric] = metric with
                {
                    Judged = metric.Judged + 1,
                    Significant = metric.Significant + (figures.Low > 0 || figures.High < 0 ? 1 : 0),
                };
            }

            progress?.Invoke(drawing + 1);
        }

        return new AaResult(drawings, _units.Count, ratioOff, metrics);
    }

    /// <summary>An experiment whose two arms do the same.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="salt">Its salt.</param>
    public static Experiment Halves(string id, byte[] salt) => new(
        id, 1, salt, [new ExperimentArm("a", [new ShareRange(0, Half)]), new ExperimentArm("b", [new ShareRange(Half, ShareRange.Whole)])]);

    private ExperimentReport Judge(byte[] salt, ExperimentPlan plan)
    {
        var experiment = Halves("aa", salt);
        var sums = new UnitSums[2, 2, ExperimentMetrics.All.Count];
        var counts = new long[2, 2];
        foreach (var (id, isKnown, totals) in _units)
        {
            var (arm, stratum) = (experiment.ArmOf(id), isKnown ? 1 : 0);
            counts[arm, stratum]++;
            for (var metric = 0; metric < totals.Length; metric++)
            {
                sums[arm, stratum, metric] += UnitSums.Of(totals[metric]);
            }
        }

        var tallies = new List<ArmTally>();
        for (var arm = 0; arm < 2; arm++)
        {
            for (var stratum = 0; stratum < 2; stratum++)
            {
                var own = ExperimentMetrics.All.Select((_, metric) => sums[arm, stratum, metric]).ToArray();
                tallies.Add(new ArmTally(experiment.Id, arm, 1, stratum == 1)
                {
                    Assigned = counts[arm, stratum],
                    Exposed = counts[arm, stratum],
                    All = own,
                    OfMatured = own,
                });
            }
        }

        return ExperimentReport.Of([new ExperimentDefinition(experiment, plan)], tallies);
    }

    private static byte[] SaltOf(int seed, int drawing)
    {
        Span<byte> name = stackalloc byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(name, seed);
        BinaryPrimitives.WriteInt32LittleEndian(name[sizeof(int)..], drawing);
        return XxHash128.Hash(name);
    }
}
