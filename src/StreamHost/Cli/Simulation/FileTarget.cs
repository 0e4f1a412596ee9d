using StreamReco.Models.Data;

namespace StreamReco.StreamHost.Cli.Simulation;

/// <summary>Files with a record a line.</summary>
internal sealed class FileTarget(string path, string? catalogPath) : IRecordTarget
{
    private readonly FileStream _clicks = File.Create(path);

    public string Name => path;

    public void WriteCatalog(IEnumerable<KeyedPayload> items, CancellationToken cancel)
    {
        if (catalogPath is null)
        {
            return;
        }

        using var file = File.Create(catalogPath);
        foreach (var item in items)
        {
            WriteLine(file, item.Payload);
        }
    }

    public void WriteClick(in KeyedPayload click, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        WriteLine(_clicks, click.Payload);
    }

    public void Finish() => _clicks.Flush();

    public ValueTask DisposeAsync() => _clicks.DisposeAsync();

    private static void WriteLine(FileStream file, byte[] payload)
    {
        file.Write(payload);
        file.WriteByte((byte)'\n');
    }
}
