using StreamReco.Models.Encoder;
using StreamReco.Models.Training.Ranker;

namespace StreamReco.Models.Training.Stack;

/// <summary>One step away from the settings of an encoder or a ranker.</summary>
internal static class EncoderProposal
{
    private static readonly int[] _dimensions = [64, 96, 128, 192, 256];
    private static readonly int[] _recentItems = [10, 20, 30, 50, 100];
    private static readonly int[] _negatives = [512, 1024, 2048, 4096, 8192];
    private static readonly int[] _batches = [256, 512, 1024, 2048, 4096];
    private static readonly float[] _dropouts = [0, 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f];
    private static readonly float[] _temperatures = [0.05f, 0.06f, 0.08f, 0.1f];
    private static readonly float[] _ages = [0, 0.2f, 0.35f, 0.55f, 1f];
    private static readonly float[] _rates = [0.001f, 0.002f, 0.003f, 0.004f, 0.006f, 0.008f];
    private static readonly int[] _epochs = [4, 6, 8, 12, 16, 24];

    public static EncoderSettings Near(EncoderSettings encoder, bool timed, Random random) => random.Next(11) switch
    {
        0 => encoder with
        {
            Form = encoder.Form == EncoderForm.Attention ? EncoderForm.Average : EncoderForm.Attention,
        },
        1 => encoder with { Dimensions = Beside(_dimensions, encoder.Dimensions, random) },
        2 => encoder with { RecentItems = Beside(_recentItems, encoder.RecentItems, random) },
        3 => encoder with { Negatives = Beside(_negatives, encoder.Negatives, random) },
        4 => encoder with { BatchPositions = Beside(_batches, encoder.BatchPositions, random) },
        5 => encoder with { Temperature = Beside(_temperatures, encoder.Temperature, random) },
        6 => encoder with { AgeScale = Beside(_ages, encoder.AgeScale, random) },
        7 => encoder with { LearningRate = Beside(_rates, encoder.LearningRate, random) },
        8 => encoder with { Epochs = Beside(_epochs, encoder.Epochs, random) },
        9 when timed => encoder with { TimeGaps = !encoder.TimeGaps },
        _ => encoder with { Dropout = Beside(_dropouts, encoder.Dropout, random) },
    };

    public static RankerSettings Near(RankerSettings ranker, Random random) => random.Next(4) switch
    {
        0 => ranker with { Hidden = Beside([32, 64, 96, 128], ranker.Hidden, random) },
        1 => ranker with { EpochsMax = Beside([6, 8, 12, 16, 24], ranker.EpochsMax, random) },
        2 => ranker with { LearningRate = Beside([0.001f, 0.002f, 0.003f, 0.005f, 0.008f], ranker.LearningRate, random) },
        _ => ranker with { Batch = Beside([64, 128, 256, 512], ranker.Batch, random) },
    };

    /// <summary>The next smaller or larger value; at the ends of the list the only one.</summary>
    private static T Beside<T>(T[] values, T value, Random random)
        where T : IComparable<T>
    {
        var smaller = values.Where(other => other.CompareTo(value) < 0).ToArray();
        var larger = values.Where(other => other.CompareTo(value) > 0).ToArray();
        return larger.Length == 0 || (smaller.Length > 0 && random.Next(2) == 0) ? smaller[^1] : larger[0];
    }
}
