using StreamReco.Models.Lake;
using StreamReco.StreamHost.Lake;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Cli.Lake;

/// <summary>Opens the lake of the settings for commands that look into it.</summary>
internal static class LakeOpening
{
    /// <exception cref="LakeException">The folder holds no lake.</exception>
    public static ClickLake Open(StreamRecoOptions options, TimeProvider time)
    {
        var folder = options.Lake.Directory;
        return Directory.Exists(folder)
            ? ClickLake.Open(new DiskLakeFiles(folder), $"{folder} (Lake:Directory)", LakeWriters.Of(time))
            : throw new LakeException($"There is no folder '{folder}' (Lake:Directory, --lake); 'lake run' makes a lake.");
    }
}
