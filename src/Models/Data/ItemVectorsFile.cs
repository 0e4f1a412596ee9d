using System.Text;
using System.Text.Json;
using StreamReco.Models.Items;

namespace StreamReco.Models.Data;

/// <summary>
/// Vectors of items that were computed elsewhere, all of one length. Either one JSON object a line,
/// <c>{"item_id": "i7", "vector": [0.1, -0.2]}</c>, plain or gzip'd; or a NumPy array <c>NAME.npy</c> (see
/// <see cref="NpyMatrix"/>) with <c>NAME.ids.txt</c> beside it, an item id a line in the order of the rows.
/// </summary>
public static class ItemVectorsFile
{
    /// <summary>The vectors by item, and the rows that were not used by reason; the last word on an item counts.</summary>
    /// <exception cref="DataFileException">A file is missing or of another form, or holds not one vector.</exception>
    public static (IReadOnlyDictionary<string, float[]> Vectors, IReadOnlyDictionary<string, long> Skipped) Read(
        string path, CancellationToken cancellationToken)
    {
        var taken = new Taken();
        if (path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
        {
            ReadNpy(path, taken);
        }
        else
        {
            ReadLines(path, taken, cancellationToken);
        }

        return taken.Vectors.Count > 0
            ? (taken.Vectors, taken.Skipped.Counts)
            : throw new DataFileException($"{path}: not one vector can be used ({taken.Skipped.Summary()}).");
    }

    private static void ReadLines(string path, Taken taken, CancellationToken cancellationToken)
    {
        using var lines = LineReader.Open(path);
        while (lines.TryRead(out var line))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                var fault = ReadLine(line.Span, out var itemId, out var vector);
                taken.Add(itemId, vector, fault);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                taken.Skipped.Add("the line is no JSON object");
            }
        }
    }

    private static string? ReadLine(ReadOnlySpan<byte> line, out string? itemId, out float[] vector)
    {
        (itemId, vector) = (null, []);
        var fault = "vector is missing.";
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isId, isVector) = (reader.ValueTextEquals("item_id"u8), reader.ValueTextEquals("vector"u8));
            reader.Read();
            if (isId)
            {
                itemId = reader.GetString();
            }
            else if (isVector)
            {
                fault = VectorJson.Read(ref reader, out vector);
            }
            else
            {
                reader.Skip();
            }
        }

        return fault;
    }

    private static void ReadNpy(string path, Taken taken)
    {
        var ids = path[..^".npy".Length] + ".ids.txt";
        if (!File.Exists(ids))
        {
            throw new DataFileException($"{path}: '{ids}' is not there; it has to name the item of each row, one a line.");
        }

        var matrix = NpyMatrix.Read(path);
        var names = File.ReadAllLines(ids, Encoding.UTF8);
        if (names.Length != matrix.Rows)
        {
            throw new DataFileException($"{path} has {matrix.Rows} rows where '{ids}' has {names.Length} lines.");
        }

        for (var row = 0; row < names.Length; row++)
        {
            var vector = matrix.Row(row);
            taken.Add(names[row], vector, VectorJson.FaultOf(vector));
        }
    }

    /// <summary>What was read so far.</summary>
    private sealed class Taken
    {
        private int _length;

        public Dictionary<string, float[]> Vectors { get; } = new(StringComparer.Ordinal);

        public SkipCounter Skipped { get; } = new();

        public void Add(string? itemId, float[] vector, string? fault)
        {
            fault = string.IsNullOrEmpty(itemId) ? "item_id is missing."
                : itemId.Length > CatalogJson.TextCharsMax ? $"item_id is longer than {CatalogJson.TextCharsMax} characters."
                : fault ?? (_length > 0 && vector.Length != _length ? $"vector has another length than the first one's {_length}." : null);
            if (fault is not null)
            {
                Skipped.Add(fault);
                return;
            }

            _length = vector.Length;
            Vectors[itemId!] = vector;
        }
    }
}
