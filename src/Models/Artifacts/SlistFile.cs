using System.Buffers;
using StreamReco.Models.Binary;
using StreamReco.Models.Retrieval.Linear;

namespace StreamReco.Models.Artifacts;

/// <summary>
/// <c>slist.bin</c>, version 1 (golden file in the tests): the weights of the linear session model. The magic
/// <c>SRSLISTW</c>, version, N, then by item the number of weights, their columns as differences, and the weights.
/// </summary>
internal static class SlistFile
{
    public const int Version = 1;

    private const ulong Magic = 0x575453494c535253; // SRSLISTW
    private const int CountMax = 1 << 30;

    public static byte[] Write(SlistModel model)
    {
        var output = new ArrayBufferWriter<byte>(16 + (model.Count * 6));
        var writer = new StateWriter(output);
        writer.Fixed64(Magic);
        writer.Unsigned(Version);
        writer.Unsigned((ulong)model.Items);
        for (var row = 0; row < model.Items; row++)
        {
            var items = model.ItemsOf(row);
            writer.Unsigned((ulong)items.Length);
            for (var i = 0; i < items.Length; i++)
            {
                writer.Unsigned((ulong)(i == 0 ? items[i] : items[i] - items[i - 1]));
            }

            writer.Floats(model.WeightsOf(row));
        }

        return output.WrittenSpan.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are no such file, of another version, or damaged.</exception>
    public static SlistModel Read(ReadOnlySpan<byte> bytes, SlistSettings settings)
    {
        var reader = new StateReader(bytes);
        FileHead.Check(ref reader, Magic, Version);
        var starts = new int[reader.Count(CountMax) + 1];
        var (items, weights) = (new List<int>(), new List<float>());
        for (var row = 1; row < starts.Length; row++)
        {
            var values = new float[reader.Count(starts.Length)];
            for (var i = 0; i < values.Length; i++)
            {
                var step = reader.Count(starts.Length);
                items.Add(i == 0 ? step : items[^1] + step);
            }

            reader.Floats(values);
            weights.AddRange(values);
            starts[row] = items.Count;
        }

        return items.TrueForAll(item => item < starts.Length - 1)
            ? new SlistModel(settings, starts, [.. items], [.. weights])
            : throw new InvalidDataException("names an item outside the vocabulary");
    }
}
