//! Operators of both languages.

/// A binary operator, logical ones included; also the operator of an augmented assignment.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `//` of Python.
    FloorDiv,
    /// `%`, which formats a string in Python.
    Mod,
    /// `**`
    Pow,
    /// `@` of Python.
    MatMul,
    /// `<<`
    ShiftLeft,
    /// `>>`
    ShiftRight,
    /// `>>>` of JavaScript.
    ShiftRightUnsigned,
    /// `&`; in a TypeScript type, an intersection.
    BitAnd,
    /// `|`; in a type, a union.
    BitOr,
    /// `^`
    BitXor,
    /// `and`, `&&`
    And,
    /// `or`, `||`
    Or,
    /// `??`
    Coalesce,
}

/// A comparison.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum CompareOp {
    /// `==`, `===`
    Eq,
    /// `!=`, `!==`
    NotEq,
    /// `<`
    Less,
    /// `<=`
    LessEq,
    /// `>`
    Greater,
    /// `>=`
    GreaterEq,
    /// `is`
    Is,
    /// `is not`
    IsNot,
    /// `in`: of a container in Python, of an object's keys in JavaScript.
    In,
    /// `not in`
    NotIn,
    /// `instanceof`
    InstanceOf,
}

/// An operator with one operand.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    /// `not`, `!`
    Not,
    /// `-`
    Minus,
    /// `+`
    Plus,
    /// `~`
    Invert,
    /// `typeof`
    TypeOf,
    /// `void`
    Void,
    /// `delete` inside an expression.
    Delete,
    /// `++`, before or after.
    Increment,
    /// `--`, before or after.
    Decrement,
    /// `keyof`, `readonly`, `unique` of a TypeScript type.
    TypeOperator,
}

impl Operator {
    /// As it is written in Python where Python has it, else in JavaScript.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Div => "/",
            Self::FloorDiv => "//",
            Self::Mod => "%",
            Self::Pow => "**",
            Self::MatMul => "@",
            Self::ShiftLeft => "<<",
            Self::ShiftRight => ">>",
            Self::ShiftRightUnsigned => ">>>",
            Self::BitAnd => "&",
            Self::BitOr => "|",
            Self::BitXor => "^",
            Self::And => "and",
            Self::Or => "or",
            Self::Coalesce => "??",
        }
    }

    /// Whether the right operand is evaluated only for some values of the left one.
    pub fn short_circuits(self) -> bool {
        matches!(self, Self::And | Self::Or | Self::Coalesce)
    }
}

impl CompareOp {
    /// As it is written in Python where Python has it, else in JavaScript.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Eq => "==",
            Self::NotEq => "!=",
            Self::Less => "<",
            Self::LessEq => "<=",
            Self::Greater => ">",
            Self::GreaterEq => ">=",
            Self::Is => "is",
            Self::IsNot => "is not",
            Self::In => "in",
            Self::NotIn => "not in",
            Self::InstanceOf => "instanceof",
        }
    }
}

impl UnaryOp {
    /// As it is written in Python where Python has it, else in JavaScript.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Not => "not",
            Self::Minus => "-",
            Self::Plus => "+",
            Self::Invert => "~",
            Self::TypeOf => "typeof",
            Self::Void => "void",
            Self::Delete => "delete",
            Self::Increment => "++",
            Self::Decrement => "--",
            Self::TypeOperator => "keyof",
        }
    }
}
