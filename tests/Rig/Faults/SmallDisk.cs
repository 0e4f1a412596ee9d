using System.Diagnostics;

namespace StreamReco.Rig.Faults;

/// <summary>A file system of a few megabytes that can be filled: a tmpfs, which only root may mount.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int MegabytesMax = 48;

    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>What is missing on this machine, or null.</summary>
    public static string? Missing => Environment.IsPrivilegedProcess ? null : "run it as root: it mounts a small tmpfs";

    /// <exception cref="InvalidOperationException">It could not be mounted.</exception>
    public static async Task<SmallDisk> MountAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        await RunAsync("mount", "-t", "tmpfs", "-o", $"size={MegabytesMax}m", "tmpfs", folder);
        return new SmallDisk(folder);
    }

    /// <summary>Takes every byte that is left.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in (int[])[1 << 20, 1 << 12])
        {
            var block = new byte[size];
            try
            {
                while (true)
                {
                    ballast.Write(block);
                }
            }
            catch (IOException)
            {
                // Full for blocks of this size.
            }
        }
    }

    /// <summary>Gives it back.</summary>
    public void Empty() => File.Delete(Ballast);

    public async ValueTask DisposeAsync() => await RunAsync("umount", "--lazy", Folder);

    private string Ballast => Path.Combine(Folder, "ballast");

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {error.Trim()}");
        }
    }
}
