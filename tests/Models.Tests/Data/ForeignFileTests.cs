using System.IO.Compression;
using System.Text;
using StreamReco.Models.Data;

namespace StreamReco.Models.Tests.Data;

/// <summary>What is no text is named, with what to do.</summary>
public sealed class ForeignFileTests : IDisposable
{
    private readonly TemporaryFiles _files = new();

    public static TheoryData<byte[], string, string> Known => new()
    {
        { [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, 0x00], "xz", "xz -d" },
        { [0x28, 0xB5, 0x2F, 0xFD, 0x24], "zstd", "zstd -d" },
        { [.. "BZh91AY"u8], "bzip2", "bunzip2" },
        { [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "7z", "7z x" },
        { [0xD0, 0xCF, 0x11, 0xE0, 0xA1], "Excel", "CSV" },
        { [.. "Obj\u0001"u8, 4], "Avro", "Parquet" },
        { [.. "SQLite format 3\0"u8], "SQLite", "sqlite3" },
        { [.. "<!DOCTYPE html><html>"u8], "web page", "fetch" },
        { [.. "version https://git-lfs.github.com/spec/v1\n"u8], "Git LFS", "git lfs pull" },
        { [.. "u\0s\0e\0r\0,\0"u8], "binary", "CSV" },
        { [0xFF, 0xFE, 0x75, 0x00], "UTF-16", "UTF-8" },
    };

    public void Dispose() => _files.Dispose();

    [Theory]
    [MemberData(nameof(Known))]
    public void A_file_that_is_no_text_is_named_by_its_first_bytes(byte[] content, string what, string remedy)
    {
        var message = Refusal(_files.Write("clicks.csv", content));

        message.ShouldSatisfyAllConditions(
            () => message.ShouldContain("clicks.csv"), () => message.ShouldContain(what), () => message.ShouldContain(remedy));
    }

    [Theory]
    [InlineData("clicks.csv", "unzip it first")]
    [InlineData("xl/workbook.xml", "Excel")]
    public void A_zip_file_is_told_from_a_sheet(string entry, string what)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var inside = zip.CreateEntry(entry).Open();
            inside.Write("user,item\na,1\n"u8);
        }

        Refusal(_files.Write("clicks.csv", bytes.ToArray())).ShouldContain(what);
    }

    [Fact]
    public void A_tar_inside_gzip_is_named_too()
    {
        var tar = new byte[1024];
        "clicks.csv"u8.CopyTo(tar);
        "ustar"u8.CopyTo(tar.AsSpan(257));

        Refusal(_files.WriteZipped("clicks.csv.gz", Encoding.Latin1.GetString(tar))).ShouldContain("tar -xf");
    }

    [Fact]
    public void Parquet_under_another_name_is_Parquet() =>
        Refusal(_files.Write("clicks.csv", "PAR1 and no more"u8.ToArray())).ShouldContain("cannot be read as Parquet");

    [Theory]
    [InlineData("[{\"user\":1,\"item\":2}]")]
    [InlineData("[\n{\"user\":1,\"item\":2}\n]")]
    public void One_JSON_array_is_named_with_how_to_make_lines_of_it(string json) =>
        Refusal(_files.Write("clicks.json", json)).ShouldContain("jq -c");

    [Fact]
    public void A_folder_of_Parquet_files_is_named()
    {
        var path = _files.Write("part-0.parquet", "PAR1");

        Refusal(Path.GetDirectoryName(path)!).ShouldContain("name the files in it");
    }

    private static string Refusal(string path) =>
        Should.Throw<DataFileException>(() => ClickFileReader.Read(path, ClickFiles.Settings())).Message;
}
