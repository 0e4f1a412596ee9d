using StreamReco.Models.Artifacts;

namespace StreamReco.Models.Tests.Artifacts;

public sealed class MatrixFileTests
{
    /// <summary>The bytes of version 1: a change here is a new version, never an edit.</summary>
    private const string Golden =
        "53524d58" + "01000000" + "02000000" + "03000000"
        + "0000803f" + "00000040" + "00000000" + "000000bf" + "0000c07f" + "0000807f";

    private static readonly float[] _values = [1f, 2f, 0f, -0.5f, BitConverter.UInt32BitsToSingle(0x7fc00000), float.PositiveInfinity];

    [Fact]
    public void Version_1_has_these_bytes() =>
        Convert.ToHexStringLower(MatrixFile.Write(2, 3, _values)).ShouldBe(Golden);

    [Fact]
    public void Version_1_is_read() => MatrixFile.Read(Convert.FromHexString(Golden), 2, 3).ShouldBe(_values);

    [Theory]
    [InlineData("53524d58", "53524d59", "does not begin with SRMX")]
    [InlineData("5801000000", "5802000000", "has version 2 where this program reads version 1")]
    [InlineData("0200000003", "0300000002", "holds 3×2 values in 40 bytes where the manifest needs 2×3")]
    [InlineData("0000807f", "", "holds 2×3 values in 36 bytes where the manifest needs 2×3")]
    public void Damaged_bytes_are_refused(string from, string to, string problem)
    {
        var bytes = Convert.FromHexString(Golden.Replace(from, to));
        Should.Throw<InvalidDataException>(() => MatrixFile.Read(bytes, 2, 3)).Message.ShouldBe(problem);
    }
}
