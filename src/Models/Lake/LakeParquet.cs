using System.Globalization;
using ParquetSharp;
using ParquetSharp.Schema;

namespace StreamReco.Models.Lake;

/// <summary>How files of the lake are written: zstd 1, row groups of 128 Ki rows, page index, checksums, DELTA for what rises.</summary>
internal static class LakeParquet
{
    public const int GroupRows = 128 * 1024;

    private const int ZstdLevel = 1;

    /// <summary>Writes a file.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="schema">Its columns.</param>
    /// <param name="deltas">Columns of whole numbers that rise, or nearly: no dictionary, DELTA_BINARY_PACKED.</param>
    /// <param name="plain">Columns whose values hardly repeat: no dictionary.</param>
    /// <param name="facts">What the file says of itself.</param>
    /// <param name="rows">The rows, in order.</param>
    /// <param name="write">Writes the columns of a row group.</param>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    public static void Write(
        Stream stream, GroupNode schema, IReadOnlyList<string> deltas, IReadOnlyList<string> plain, FileFacts facts, int[] rows,
        Action<GroupWriter> write)
    {
        using var builder = new WriterPropertiesBuilder();
        builder.Compression(Compression.Zstd).CompressionLevel(ZstdLevel).EnableWritePageIndex().EnablePageChecksum();
        foreach (var column in deltas)
        {
            builder.DisableDictionary(column).Encoding(column, Encoding.DeltaBinaryPacked);
        }

        foreach (var column in plain)
        {
            builder.DisableDictionary(column);
        }

        using var properties = builder.Build();
        try
        {
            using var file = new ParquetFileWriter(stream, schema, properties, facts.ToMetadata(), leaveOpen: true);
            for (var from = 0; from < rows.Length; from += GroupRows)
            {
                using var group = file.AppendRowGroup();
                write(new GroupWriter(group, new ArraySegment<int>(rows, from, Math.Min(GroupRows, rows.Length - from))));
            }

            file.Close();
        }
        catch (Exception) when (stream is HashingStream { Failure: { } failure })
        {
            throw new IOException($"A file of the lake cannot be written: {failure.Message}", failure);
        }
    }

    public static PrimitiveNode Text(string name, bool isRequired = true) =>
        new(name, isRequired ? Repetition.Required : Repetition.Optional, LogicalType.String(), PhysicalType.ByteArray);

    public static PrimitiveNode Bytes(string name, bool isRequired = true) =>
        new(name, isRequired ? Repetition.Required : Repetition.Optional, LogicalType.None(), PhysicalType.ByteArray);

    public static PrimitiveNode Time(string name, bool isRequired = true) =>
        new(name, isRequired ? Repetition.Required : Repetition.Optional, LogicalType.Timestamp(isAdjustedToUtc: true, TimeUnit.Micros), PhysicalType.Int64);

    public static PrimitiveNode Long(string name, bool isRequired = true) =>
        new(name, isRequired ? Repetition.Required : Repetition.Optional, LogicalType.None(), PhysicalType.Int64);

    public static PrimitiveNode Hash(string name) =>
        new(name, Repetition.Required, LogicalType.Int(64, isSigned: false), PhysicalType.Int64);

    public static PrimitiveNode Int(string name, bool isRequired = true) =>
        new(name, isRequired ? Repetition.Required : Repetition.Optional, LogicalType.None(), PhysicalType.Int32);

    public static PrimitiveNode Flag(string name) => new(name, Repetition.Required, LogicalType.None(), PhysicalType.Boolean);

    public static PrimitiveNode Real(string name) =>
        new(name, Repetition.Required, LogicalType.None(), PhysicalType.Float);

    /// <summary>An amount of money, DECIMAL(18,4) as a whole number of ten-thousandths.</summary>
    public static PrimitiveNode Money(string name) =>
        new(name, Repetition.Optional, LogicalType.Decimal(18, 4), PhysicalType.Int64);

    /// <summary>A list of structs that every row has, maybe empty.</summary>
    public static GroupNode List(string name, params Node[] fields) => new(
        name, Repetition.Required,
        [new GroupNode("list", Repetition.Repeated, [new GroupNode("element", Repetition.Required, fields)])],
        LogicalType.List());
}

/// <summary>What a file of the lake says of itself.</summary>
/// <param name="Topic">The topic of the clicks.</param>
/// <param name="Partition">The partition.</param>
/// <param name="From">First offset of the span.</param>
/// <param name="To">Last offset.</param>
/// <param name="Schema">Table and version of its columns, <c>events/1</c>.</param>
/// <param name="Rules">The rules that decided last.</param>
/// <param name="Version">The program that wrote it.</param>
/// <param name="Erasures">Rewrites of the partition for an erasure up to here.</param>
public sealed record FileFacts(
    string Topic, int Partition, long From, long To, string Schema, string Rules, string Version, long Erasures)
{
    internal IReadOnlyDictionary<string, string> ToMetadata() => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["streamreco.topic"] = Topic,
        ["streamreco.partition"] = Partition.ToString(CultureInfo.InvariantCulture),
        ["streamreco.from"] = From.ToString(CultureInfo.InvariantCulture),
        ["streamreco.to"] = To.ToString(CultureInfo.InvariantCulture),
        ["streamreco.schema"] = Schema,
        ["streamreco.rules"] = Rules,
        ["streamreco.version"] = Version,
        ["streamreco.erasures"] = Erasures.ToString(CultureInfo.InvariantCulture),
    };
}
