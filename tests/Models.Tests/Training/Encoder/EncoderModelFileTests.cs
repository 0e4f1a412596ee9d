using System.Buffers;
using StreamReco.Models.Encoder;

namespace StreamReco.Models.Tests.Training.Encoder;

public sealed class EncoderModelFileTests
{
    /// <summary>Version 1 of <see cref="Golden"/>: a change of these bytes needs a new version.</summary>
    private const string GoldenBytes =
        "535245434D444C000101020802010200000AD7A33D10"
        + "0000803F00000000000000000000000000000000000000000000000000000000"
        + "000000000000803F000000000000000000000000000000000000000000000000"
        + "84010000803F0000803F0000803F0000803F00000000";

    [Theory]
    [InlineData(EncoderForm.Attention, true)]
    [InlineData(EncoderForm.Average, false)]
    public void What_was_written_is_read(EncoderForm form, bool gaps)
    {
        var model = EncoderSamples.Model(EncoderSamples.Settings with { Form = form, TimeGaps = gaps, Epochs = 1 }, 30);
        var read = EncoderModelFile.Read(BytesOf(model));
        read.ItemVectors.ToArray().ShouldBe(model.ItemVectors.ToArray());
        BytesOf(read).ShouldBe(BytesOf(model));
        var (before, after) = (new float[model.Dimensions], new float[model.Dimensions]);
        model.CreateEncoder().Encode([3, 4, 5], [1_000, 2_000, 9_000], before);
        read.CreateEncoder().Encode([3, 4, 5], [1_000, 2_000, 9_000], after);
        after.ShouldBe(before);
    }

    [Fact]
    public void The_bytes_of_version_1_stay_what_they_are()
    {
        var hex = Convert.ToHexString(BytesOf(Golden()));
        hex.ShouldStartWith(GoldenBytes);
        EncoderModelFile.Read(BytesOf(Golden())).VectorOf(1)[1].ShouldBe(1f);
    }

    [Fact]
    public void Damaged_bytes_are_refused()
    {
        var bytes = BytesOf(Golden());
        Refused(bytes[1..]).ShouldContain("no encoder");
        Refused(bytes[..^1]).ShouldContain("early");
        var other = bytes.ToArray();
        other[8] = 2;
        Refused(other).ShouldContain("version 2");
        var heads = bytes.ToArray();
        heads[13] = 3; // 8 dimensions are no multiple of 3
        Refused(heads).ShouldContain("damaged");
    }

    private static string Refused(byte[] bytes) => Should.Throw<InvalidDataException>(() => EncoderModelFile.Read(bytes)).Message;

    /// <summary>Two items on two axes, average form, all weights by place 1.</summary>
    private static EncoderModel Golden()
    {
        var settings = new EncoderSettings { Form = EncoderForm.Average, Dimensions = 8, RecentItems = 2, Heads = 1, FreeQuery = false };
        var vectors = new float[16];
        (vectors[0], vectors[9]) = (1, 1);
        var parameters = new float[settings.Network().Layout.Length];
        parameters.AsSpan(0, 4).Fill(1);
        return new EncoderModel(settings, 2, vectors, parameters);
    }

    private static byte[] BytesOf(EncoderModel model)
    {
        var output = new ArrayBufferWriter<byte>();
        EncoderModelFile.Write(model, output);
        return output.WrittenSpan.ToArray();
    }
}
