using System.Buffers;
using StreamReco.Models.Binary;
using StreamReco.Models.Ranking;

namespace StreamReco.Models.Artifacts;

/// <summary>
/// <c>ranker.bin</c>, version 1 (golden file in the tests): the ranker's weights, from which reasons are worked out; the
/// scores come from its graph. The magic <c>SRRANKER</c>, version, F, H, then linear weights, hidden weights, hidden bias
/// and output weights.
/// </summary>
internal static class RankerFile
{
    public const int Version = 1;

    private const ulong Magic = 0x52454b4e41525253; // SRRANKER
    private const int WidthMax = 4096;

    public static byte[] Write(RankerModel ranker)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(output);
        writer.Fixed64(Magic);
        writer.Unsigned(Version);
        writer.Unsigned((ulong)ranker.Features);
        writer.Unsigned((ulong)ranker.Hidden);
        writer.Floats(ranker.Linear);
        writer.Floats(ranker.HiddenWeights);
        writer.Floats(ranker.HiddenBias);
        writer.Floats(ranker.OutputWeights);
        return output.WrittenSpan.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are no such file, of another version, or damaged.</exception>
    public static RankerModel Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        FileHead.Check(ref reader, Magic, Version);
        var (features, hidden) = (reader.Count(WidthMax), reader.Count(WidthMax));
        return hidden % HiddenLayer.Block != 0
            ? throw new InvalidDataException($"has {hidden} hidden units, no multiple of {HiddenLayer.Block}")
            : new RankerModel(
                features,
                hidden,
                Values(ref reader, RankLayout.Classes * features),
                Values(ref reader, features * hidden),
                Values(ref reader, hidden),
                Values(ref reader, hidden));
    }

    private static float[] Values(ref StateReader reader, int count)
    {
        var values = new float[count];
        reader.Floats(values);
        return values;
    }
}
