using System.Buffers;
using StreamReco.Models.Binary;
using StreamReco.Models.Content;

namespace StreamReco.Models.Artifacts;

/// <summary>
/// <c>content.bin</c>, version 1 (golden file in the tests): what is said of a model's items. The magic <c>SRCONTNT</c>,
/// version, D, E; the number of buckets, the buckets as differences, their weights, the projection; N, the vectors, then
/// by item the number of neighbours, their rows and cosines; the gate's weights and place rates with their numbers.
/// </summary>
internal static class ContentFile
{
    public const int Version = 1;

    private const ulong Magic = 0x544e544e4f435253; // SRCONTNT
    private const int DimensionsMax = 4096;
    private const int ItemsMax = 1 << 26;

    public static byte[] Write(ContentSpace content)
    {
        var encoder = content.Encoder;
        var output = new ArrayBufferWriter<byte>((encoder.Projection.Length + content.Vectors.Length) * sizeof(float));
        var writer = new StateWriter(output);
        writer.Fixed64(Magic);
        writer.Unsigned(Version);
        writer.Unsigned((ulong)encoder.Dimensions);
        writer.Unsigned((ulong)encoder.VectorLength);
        writer.Unsigned((ulong)encoder.Buckets.Length);
        for (var i = 0; i < encoder.Buckets.Length; i++)
        {
            writer.Unsigned((ulong)(i == 0 ? encoder.Buckets[0] : encoder.Buckets[i] - encoder.Buckets[i - 1]));
        }

        writer.Floats(encoder.Weights);
        writer.Floats(encoder.Projection);
        writer.Unsigned((ulong)content.Neighbours.Items);
        writer.Floats(content.Vectors.Span);
        for (var item = 0; item < content.Neighbours.Items; item++)
        {
            var rows = content.Neighbours.RowsOf(item);
            writer.Unsigned((ulong)rows.Length);
            foreach (var row in rows)
            {
                writer.Unsigned((ulong)row);
            }

            writer.Floats(content.Neighbours.CosinesOf(item));
        }

        Write(ref writer, content.Gate.Weights);
        Write(ref writer, content.Gate.PlaceRates);
        return output.WrittenSpan.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are no such file, of another version, or damaged.</exception>
    public static ContentSpace Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        FileHead.Check(ref reader, Magic, Version);
        var (dimensions, vectorLength) = (reader.Count(DimensionsMax), reader.Count(DimensionsMax));
        var buckets = new int[reader.Count(ContentTokens.Buckets)];
        for (var i = 0; i < buckets.Length; i++)
        {
            buckets[i] = reader.Count(ContentTokens.Buckets - 1) + (i == 0 ? 0 : buckets[i - 1]);
        }

        if (buckets.Length > 0 && buckets[^1] >= ContentTokens.Buckets)
        {
            throw new InvalidDataException("names a bucket that this program does not have");
        }

        var weights = Values(ref reader, buckets.Length);
        var projection = Values(ref reader, (buckets.Length + vectorLength) * dimensions);
        var items = reader.Count(ItemsMax);
        var vectors = Values(ref reader, items * dimensions);
        var neighbours = ReadNeighbours(ref reader, items);
        var gate = new ColdStartGate(
            Values(ref reader, reader.Count(DimensionsMax)), Values(ref reader, reader.Count(DimensionsMax)));
        return gate.Weights.Count is 0 or ColdStartSimilarity.Count + 1
            ? new ContentSpace(
                new ContentEncoder(dimensions, buckets, weights, vectorLength, projection), vectors, neighbours, gate)
            : throw new InvalidDataException($"has a gate of {gate.Weights.Count} weights");
    }

    private static ContentNeighbours ReadNeighbours(ref StateReader reader, int items)
    {
        var starts = new int[items + 1];
        var (rows, cosines) = (new List<int>(), new List<float>());
        for (var item = 0; item < items; item++)
        {
            var count = reader.Count(ContentNeighbours.CountMax);
            for (var i = 0; i < count; i++)
            {
                rows.Add(reader.Count(items - 1));
            }

            cosines.AddRange(Values(ref reader, count));
            starts[item + 1] = rows.Count;
        }

        return new ContentNeighbours(starts, [.. rows], [.. cosines]);
    }

    private static void Write(ref StateWriter writer, IReadOnlyList<float> values)
    {
        writer.Unsigned((ulong)values.Count);
        writer.Floats(values.ToArray());
    }

    private static float[] Values(ref StateReader reader, int count)
    {
        var values = new float[count];
        reader.Floats(values);
        return values;
    }
}
