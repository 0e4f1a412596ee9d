namespace StreamReco.Models.Data;

/// <summary>Files that are no text, known by their first bytes, and what to do with them.</summary>
internal static class ForeignFile
{
    private const int TarNameAt = 257;
    private const string Unpack = "unpack it first, and name the file inside";
    private const string Reformat = "save it as CSV, Parquet or JSON lines";

    private static readonly (byte[] Magic, string What, string Do)[] _known =
    [
        ([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0], "xz", "unpack it first: xz -d FILE"),
        ([0x28, 0xB5, 0x2F, 0xFD], "zstd", "unpack it first: zstd -d FILE"),
        ([.. "BZh"u8], "bzip2", "unpack it first: bunzip2 FILE"),
        ([(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C], "7z", $"{Unpack}: 7z x FILE"),
        ([.. "Rar!"u8], "rar", Unpack),
        ([0x04, 0x22, 0x4D, 0x18], "lz4", "unpack it first: lz4 -d FILE"),
        ([0xFF, 0x06, 0x00, 0x00, (byte)'s', (byte)'N'], "snappy", "unpack it first"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an Excel file (.xls)", "save the sheet as CSV (UTF-8)"),
        ([.. "PAR1"u8], "Parquet", "set --format parquet"),
        ([.. "Obj\u0001"u8], "Avro", Reformat),
        ([.. "ORC"u8], "ORC", Reformat),
        ([.. "ARROW1"u8], "Arrow", Reformat),
        ([.. "SQLite format 3"u8], "a SQLite database", "save the table as CSV: sqlite3 -csv -header FILE 'SELECT ...'"),
        ([0x89, (byte)'H', (byte)'D', (byte)'F'], "HDF5", Reformat),
        ([0x93, .. "NUMPY"u8], "a NumPy array", Reformat),
        ([.. "%PDF"u8], "a PDF", Reformat),
        ([.. "<!DOCTYPE"u8], "a web page, not the data", "fetch the file itself"),
        ([.. "<!doctype"u8], "a web page, not the data", "fetch the file itself"),
        ([.. "<html"u8], "a web page, not the data", "fetch the file itself"),
        ([.. "version https://git-lfs"u8], "a pointer of Git LFS, not the data", "run git lfs pull"),
    ];

    /// <summary>Refuses a file that is no text.</summary>
    /// <param name="path">The file, for the message.</param>
    /// <param name="head">Its first bytes, unpacked where it is gzip'd.</param>
    /// <exception cref="DataFileException">It says what the file is and what to do.</exception>
    public static void Refuse(string path, ReadOnlySpan<byte> head)
    {
        if (Find(head) is var (what, remedy) && what.Length > 0)
        {
            throw new DataFileException($"{path}: the file is {what}; {remedy}.");
        }
    }

    private static (string What, string Do) Find(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith<byte>([0xFF, 0xFE]) || head.StartsWith<byte>([0xFE, 0xFF]))
        {
            return ("UTF-16", "save it as UTF-8");
        }

        if (head.StartsWith("PK\u0003\u0004"u8))
        {
            var isSheet = head.IndexOf("[Content_Types].xml"u8) >= 0 || head.IndexOf("xl/"u8) >= 0;
            return isSheet
                ? ("an Excel file (.xlsx)", "save the sheet as CSV (UTF-8)")
                : ("zip", "unzip it first, and name the file inside");
        }

        foreach (var (magic, what, remedy) in _known)
        {
            if (head.StartsWith(magic))
            {
                return (what, remedy);
            }
        }

        if (head.Length > TarNameAt && head[TarNameAt..].StartsWith("ustar"u8))
        {
            return ("tar", "unpack it first: tar -xf FILE");
        }

        var end = head.IndexOf((byte)'\n');
        return (end < 0 ? head : head[..end]).Contains((byte)0)
            ? ("binary", Reformat)
            : ("", "");
    }
}
