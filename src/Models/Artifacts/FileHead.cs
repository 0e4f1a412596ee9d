using StreamReco.Models.Binary;

namespace StreamReco.Models.Artifacts;

/// <summary>The beginning of a binary file of a model folder: a magic number and a version.</summary>
internal static class FileHead
{
    /// <exception cref="InvalidDataException">The file is another one, or of another version.</exception>
    public static void Check(ref StateReader reader, ulong magic, int version)
    {
        if (reader.Fixed64() != magic)
        {
            throw new InvalidDataException("is another kind of file");
        }

        var found = reader.Unsigned();
        if (found != (ulong)version)
        {
            throw new InvalidDataException($"has version {found} where this program reads version {version}");
        }
    }
}
