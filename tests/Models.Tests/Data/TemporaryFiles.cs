using System.IO.Compression;
using System.Text;

namespace StreamReco.Models.Tests.Data;

/// <summary>A folder of small files that is gone after the test.</summary>
public sealed class TemporaryFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamreco-").FullName;

    public string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string WriteZipped(string name, string content)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.UTF8.GetBytes(content));
        }

        return Write(name, bytes.ToArray());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
