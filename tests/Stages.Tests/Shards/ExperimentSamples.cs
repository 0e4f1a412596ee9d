using System.Buffers;
using StreamReco.Models.Binary;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Files;
using StreamReco.TestKit.Shards;

namespace StreamReco.Stages.Tests.Shards;

/// <summary>Versions of two experiments, some of which are refused.</summary>
internal static class ExperimentSamples
{
    private const int Half = ShareRange.Whole / 2;

    private static readonly (string Id, string Definition)[] _samples =
    [
        ("a", Json(Two("a", 1, share: 100_000))),
        ("a", Json(Two("a", 2, share: Half))),
        ("a", Json(Two("a", 3, share: Half), isRunning: false)),
        ("a", ""),
        ("a", Json(Two("a", 2, share: 50_000))),
        ("b", "{"),
        ("b", Json(Two("b", 1, share: Half, new ArmSettings { DiversityLambda = 0.1, Fresh = false }))),
        ("b", Json(Two("b", 2, share: Half, new ArmSettings { DiversityLambda = 0.1, Fresh = false }), isRunning: false)),
        ("c", Json(Two("c", 1, share: Half) with { Segments = [0] })),
        ("d", Json(OfModels("d", 1, null, Scenario.Versions[1]))),
        ("d", Json(OfModels("d", 2, null, Scenario.Versions[1]), isRunning: false)),
        ("e", Json(OfModels("e", 1, Scenario.Versions[0], Scenario.Versions[2]))),
        ("e", Json(OfModels("e", 2, Scenario.Versions[0], Scenario.Versions[2]), isRunning: false)),
        ("f", Json(OfModels("f", 1, null, "gone"))),
        ("g", Json(Two("g", 1, Half, new ArmSettings { DiversityLambda = 0 }), plan: new ExperimentPlan { Interleave = true })),
        ("h", Json(Two("h", 1, Half, new ArmSettings { DiversityLambda = 0 }), plan: new ExperimentPlan { Counterfactual = 0.7 })),
        ("i", Json(Two("i", 1, Half, new ArmSettings { SearchPersonal = false }), plan: new ExperimentPlan { Surface = Surface.Search, Interleave = true })),
    ];

    /// <summary>A sample, by any number.</summary>
    public static (string Id, string Definition) Of(int number) => _samples[number % _samples.Length];

    /// <summary>A control and one more arm of equal shares.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="version">Its version.</param>
    /// <param name="share">Of each arm, in millionths.</param>
    /// <param name="settings">Of the arm that is not the control.</param>
    public static Experiment Two(string id, int version, int share, ArmSettings? settings = null) => new(
        id, version, Convert.FromHexString("000102030405060708090a0b0c0d0e0f"),
        [
            new ExperimentArm("today", [new ShareRange(0, share)]),
            new ExperimentArm("new", [new ShareRange(Half, Half + share)]) { Settings = settings },
        ]);

    /// <summary>Two arms of equal shares by models of their own.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="version">Its version.</param>
    /// <param name="control">The control's model; null for the active one.</param>
    /// <param name="other">The other arm's.</param>
    public static Experiment OfModels(string id, int version, string? control, string other)
    {
        var two = Two(id, version, Half);
        return two with { Arms = [two.Arms[0] with { Model = control }, two.Arms[1] with { Model = other }] };
    }

    /// <summary>What a shard keeps of experiments, in its durable form.</summary>
    public static byte[] BytesOf(ShardHarness owner)
    {
        var output = new ArrayBufferWriter<byte>();
        owner.Fold.Experiments.Write(new StateWriter(output));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>As the log has it.</summary>
    public static string Json(Experiment experiment, bool isRunning = true, ExperimentPlan? plan = null) =>
        ExperimentJson.Write(new ExperimentDefinition(experiment, plan ?? new ExperimentPlan(), isRunning));
}
