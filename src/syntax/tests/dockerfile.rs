use super::{document, root, show_node, slice, spans, table};
use crate::source::FileKind::Dockerfile;

#[test]
fn instructions() {
    table(
        Dockerfile,
        &[
            (
                "FROM --platform=linux/amd64 python:3.12 AS build",
                "[{instruction: \"FROM\", platform: \"linux/amd64\", image: \"python:3.12\", as: \"build\"}]",
                "a stage",
            ),
            ("from scratch", "[{instruction: \"FROM\", image: \"scratch\"}]", "keywords in lower case"),
            ("USER app:app", "[{instruction: \"USER\", args: \"app:app\"}]", "text"),
            ("CMD [\"a\", \"b c\"]", "[{instruction: \"CMD\", args: [\"a\", \"b c\"]}]", "exec form"),
            ("CMD a \"b c\"", "[{instruction: \"CMD\", args: \"a \\\"b c\\\"\"}]", "shell form keeps its quotes"),
            ("CMD ['a']", "[{instruction: \"CMD\", args: \"['a']\"}]", "no JSON: shell form"),
            ("CMD [\"a\",]", "[{instruction: \"CMD\", args: \"[\\\"a\\\",]\"}]", "nor this"),
            (
                "RUN --mount=type=secret,id=x --network=none pip install a",
                "[{instruction: \"RUN\", flags: {mount: \"type=secret,id=x\", network: \"none\"}, args: \"pip install a\"}]",
                "flags",
            ),
            (
                "COPY --link a b/ /c",
                "[{instruction: \"COPY\", flags: {link: true}, args: [\"a\", \"b/\", \"/c\"]}]",
                "a flag alone",
            ),
            ("ADD [\"a b\", \"/c\"]", "[{instruction: \"ADD\", args: [\"a b\", \"/c\"]}]", "paths in JSON"),
            ("EXPOSE 80 443/tcp", "[{instruction: \"EXPOSE\", args: [\"80\", \"443/tcp\"]}]", "ports"),
            (
                "HEALTHCHECK --interval=5s CMD curl x\nHEALTHCHECK NONE",
                "[{instruction: \"HEALTHCHECK\", flags: {interval: \"5s\"}, args: \"curl x\"}, {instruction: \"HEALTHCHECK\", args: null}]",
                "health",
            ),
            ("ONBUILD USER x", "[{instruction: \"ONBUILD\", args: {instruction: \"USER\", args: \"x\"}}]", "nested"),
            ("SHELL [\"sh\", \"-c\"]", "[{instruction: \"SHELL\", args: [\"sh\", \"-c\"]}]", "shell"),
        ],
    );
}

#[test]
fn variables() {
    table(
        Dockerfile,
        &[
            (
                "ENV A=1 B=\"x y\" C=x\\ y D='$Z' E=",
                "[{instruction: \"ENV\", args: {A: \"1\", B: \"x y\", C: \"x y\", D: \"$Z\", E: \"\"}}]",
                "words",
            ),
            ("ENV A x  y \"z\"", "[{instruction: \"ENV\", args: {A: \"x  y z\"}}]", "the old form takes the line"),
            ("ARG A B=2", "[{instruction: \"ARG\", args: {A: null, B: \"2\"}}]", "without a default"),
            ("LABEL \"a.b\"=\"c\" d=e", "[{instruction: \"LABEL\", args: {a.b: \"c\", d: \"e\"}}]", "quoted names"),
            ("ENV A=a\"b c\"'d'\\\"e", "[{instruction: \"ENV\", args: {A: \"ab cd\\\"e\"}}]", "pieces"),
            (
                "# escape=`\nENV A=C:\\x B=x` y",
                "[{instruction: \"ENV\", args: {A: \"C:\\\\x\", B: \"x y\"}}]",
                "another escape character",
            ),
        ],
    );
}

#[test]
fn continued_lines() {
    table(
        Dockerfile,
        &[
            (
                "RUN a && \\\n  b \\\n# c\n\n  && d\nUSER x",
                "[{instruction: \"RUN\", args: \"a &&   b   && d\"}, {instruction: \"USER\", args: \"x\"}]",
                "comments and blank lines within",
            ),
            (
                "ENV A=1 \\\r\n    B=2\r\nUSER x\r\n",
                "[{instruction: \"ENV\", args: {A: \"1\", B: \"2\"}}, {instruction: \"USER\", args: \"x\"}]",
                "CRLF",
            ),
            (
                "RUN echo \\\\\nUSER x",
                "[{instruction: \"RUN\", args: \"echo \\\\\\\\\"}, {instruction: \"USER\", args: \"x\"}]",
                "a doubled one continues nothing",
            ),
            ("RUN a \\ \t\n b", "[{instruction: \"RUN\", args: \"a  b\"}]", "blanks behind it"),
            ("RUN a \\", "[{instruction: \"RUN\", args: \"a\"}]", "at the end of the file"),
            ("EN\\\nV A=\\\nb", "[{instruction: \"ENV\", args: {A: \"b\"}}]", "anywhere"),
        ],
    );
    let text = "# é\nRUN a \\\n  # ü\n  b\n#end";
    let comments: Vec<_> = document(Dockerfile, text).comments.iter().map(|&span| slice(text, span)).collect();
    assert_eq!(comments, ["# é", "# ü", "#end"]);
}

#[test]
fn heredocs() {
    table(
        Dockerfile,
        &[
            (
                "RUN <<EOF\nUSER no\n# no\nEOF\nUSER x",
                "[{instruction: \"RUN\", args: \"<<EOF\", heredocs: [\"USER no\\n# no\\n\"]}, {instruction: \"USER\", args: \"x\"}]",
                "its lines are no instructions",
            ),
            (
                "COPY <<a <<-\"b\" /x\n1\na\n\t2\n\tb\n",
                "[{instruction: \"COPY\", args: [\"<<a\", \"<<-b\", \"/x\"], heredocs: [\"1\\n\", \"2\\n\"]}]",
                "two, one without tabs",
            ),
            ("RUN cat <<< x", "[{instruction: \"RUN\", args: \"cat <<< x\"}]", "none"),
            ("CMD <<EOF", "[{instruction: \"CMD\", args: \"<<EOF\"}]", "not here"),
            (
                "RUN <<EOF\nx",
                "[{instruction: \"RUN\", args: \"<<EOF\"}] !! heredoc that does not end at \"\"",
                "cut off",
            ),
        ],
    );
}

#[test]
fn an_error_costs_its_instruction() {
    table(
        Dockerfile,
        &[
            (
                "FROM a\nNOPE x \\\n y\nUSER b",
                "[{instruction: \"FROM\", image: \"a\"}, {instruction: \"USER\", args: \"b\"}] !! unknown instruction at \"NOPE\"",
                "unknown",
            ),
            ("ONBUILD ONBUILD USER x", "!! unknown instruction at \"ONBUILD\"", "nested twice"),
        ],
    );
}

#[test]
fn places() {
    let text = "# é\nFROM  ü:1 AS b\nENV A='漢' \\\n  # c\n  B=x\\\ny C=\"q\\\"\" \nRUN  a \\\n é \n";
    spans(
        Dockerfile,
        &[
            (text, "0.image", "ü:1", "ü:1"),
            (text, "0.as", "b", "b"),
            (text, "1.args.A", "'漢'", "漢"),
            (text, "1.args.B", "x\\\ny", "x\\\ny"),
            (text, "1.args.C", "\"q\\\"\"", "\"q\\\"\""),
            (text, "2.args", "a \\\n é", "a \\\n é"),
            (text, "2", "RUN  a \\\n é", "RUN  a \\\n é"),
        ],
    );
    let root = root(Dockerfile, text);
    let entry = root.items()[0].entry("image").expect("an image");
    assert_eq!(slice(text, entry.key.span), "FROM", "a key that is not written stands at the keyword");
    let flagged = "COPY --from=b x y";
    let root = super::root(Dockerfile, flagged);
    let entry = root.at(&["0", "flags"]).and_then(|flags| flags.entry("from")).expect("a flag");
    assert_eq!((slice(flagged, entry.key.span), show_node(&entry.value).as_str()), ("from", "\"b\""));
}
