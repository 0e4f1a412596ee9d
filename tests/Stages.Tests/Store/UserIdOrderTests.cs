using System.Text;
using FsCheck;
using FsCheck.Fluent;
using StreamReco.Stages.Ports;

namespace StreamReco.Stages.Tests.Store;

public sealed class UserIdOrderTests
{
    [Fact]
    public void Ids_are_ordered_as_their_utf8_bytes_are()
    {
        string[] letters = ["a", "b", "é", "\uD7FF", "\uE000", "\uFFFF", "😀", "\U0010FFFF", "\0"];
        var ids = Gen.Elements(letters).ListOf().Select(string.Concat).ToArbitrary();
        Prop.ForAll(
            ids,
            ids,
            (a, b) => Math.Sign(UserIdOrder.Instance.Compare(a, b))
                == Math.Sign(Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b))))
            .QuickCheckThrowOnFailure();
    }
}
